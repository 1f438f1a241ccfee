/** What the Corpus view shows: the answer to its query, and the rows around the place that is on screen. */
import { create } from 'zustand';
import {
  type CorpusQuery,
  type FacetField,
  facetFields,
  type FigureSummary,
  type QueryResult,
} from '#app/domain/corpus.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { follow, host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { type Pages, pageSize, pagesToFetch, patched, staled, withPage } from './rows.ts';

export interface CorpusViewState {
  readonly corpus: string | undefined;
  readonly query: CorpusQuery;
  /** The answer to `query`, or to the one before while `loading`. */
  readonly result: QueryResult | undefined;
  readonly loading: boolean;
  readonly error: FigscopeError | undefined;
  readonly pages: Pages;
  /** Changes when `pages` belong to another query: the moment to scroll back to the top. */
  readonly viewKey: string;
}

export const useCorpusViewStore = create<CorpusViewState>()(() => ({
  corpus: undefined,
  query: { text: '', filter: '' },
  result: undefined,
  loading: false,
  error: undefined,
  pages: new Map(),
  viewKey: '',
}));

const { getState, setState } = useCorpusViewStore;
const requestedFacets: FacetField[] = [...facetFields];

let asking = new AbortController();
let onScreen = { first: 0, last: pageSize };
const fetching = new Set<string>();

const keyOf = (corpus: string, query: CorpusQuery): string =>
  JSON.stringify([corpus, query.text, query.filter, query.sort]);

/** Shows a query of a corpus. What was shown stays until the answer is there. */
export function showQuery(corpus: string, query: CorpusQuery): void {
  const before = getState();
  if (before.corpus !== undefined && keyOf(before.corpus, before.query) === keyOf(corpus, query)) return;
  const sameCorpus = before.corpus === corpus;
  setState({
    corpus,
    query,
    ...(sameCorpus ? {} : { result: undefined, pages: new Map(), viewKey: '' }),
  });
  onScreen = { first: 0, last: pageSize };
  void ask(false);
}

/** Asks again: after an error, or because the corpus changed. */
export const refreshView = (): Promise<void> => ask(true);

async function ask(again: boolean): Promise<void> {
  const { corpus, query } = getState();
  if (corpus === undefined) return;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  setState({ loading: true });
  try {
    const range = again ? onScreen : { first: 0, last: pageSize };
    const offset = Math.floor(range.first / pageSize) * pageSize;
    const [result, firstPage] = await Promise.all([
      host()['corpus.query']({ corpus, query, facets: requestedFacets }, { signal }),
      host()['corpus.page']({ corpus, query, offset, limit: pageSize }, { signal }),
    ]);
    if (signal.aborted) return;
    const kept: Pages = again ? staled(getState().pages) : new Map();
    setState({
      result,
      loading: false,
      error: undefined,
      pages: withPage(kept, offset / pageSize, firstPage.rows),
      viewKey: keyOf(corpus, query),
    });
    fetchRows(onScreen.first, onScreen.last);
    if (!again) recordCommand(queryLine(corpus, query));
  } catch (thrown) {
    if (signal.aborted) return;
    setState({ loading: false, error: toFigscopeError(thrown) });
  }
}

/** The view needs rows [first, last). Fetches what is missing or out of date, one page per request. */
export function fetchRows(first: number, last: number): void {
  onScreen = { first, last };
  const { corpus, query, pages, viewKey, result } = getState();
  if (corpus === undefined || result === undefined) return;
  for (const number of pagesToFetch(pages, first, Math.min(last, result.total))) {
    const key = `${viewKey}@${result.revision}#${number}`;
    if (fetching.has(key)) continue;
    fetching.add(key);
    void fetchPage(corpus, query, viewKey, result.revision, number).finally(() => fetching.delete(key));
  }
}

async function fetchPage(
  corpus: string,
  query: CorpusQuery,
  viewKey: string,
  revision: number,
  number: number,
): Promise<void> {
  const isCurrent = (): boolean => getState().viewKey === viewKey && getState().result?.revision === revision;
  try {
    const { rows } = await host()['corpus.page']({
      corpus,
      query,
      offset: number * pageSize,
      limit: pageSize,
    });
    if (isCurrent()) setState(({ pages }) => ({ pages: withPage(pages, number, rows) }));
  } catch (thrown) {
    if (isCurrent()) setState({ error: toFigscopeError(thrown) });
  }
}

/** Figures as a change left them, shown before the view is asked again. */
export const patchFigures = (corpus: string, figures: readonly FigureSummary[]): void => {
  if (getState().corpus === corpus) setState(({ pages }) => ({ pages: patched(pages, figures) }));
};

/** Follows the changes of a corpus: a new revision asks the view again. */
export const followChanges = (corpus: string, onRevision: (revision: number) => void): (() => void) =>
  follow('corpus.changes', { corpus }, ({ revision }) => {
    onRevision(revision);
    const { result, corpus: shown } = getState();
    if (shown === corpus && result !== undefined && result.revision !== revision) void refreshView();
  });

/** All ids of the view, in its order. */
export async function viewIds(): Promise<Uint32Array> {
  const { corpus, query } = getState();
  if (corpus === undefined) return new Uint32Array();
  return (await host()['corpus.ids']({ corpus, query })).ids;
}

/** The view on the command line. */
export const queryLine = (corpus: string, query: CorpusQuery): string =>
  figscopeLine(
    'query',
    corpus,
    ...option('--text', query.text),
    ...option('--filter', query.filter),
    ...option('--sort', query.sort && `${query.sort.field}:${query.sort.direction}`),
  );
