/** What the Corpus view shows: the answer to its query, and the rows around the place that is on screen. */
import { create } from 'zustand';
import type { CorpusQuery, FigureReference, FigureSummary, QueryResult } from '#app/domain/corpus.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { follow, host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { PageQueue } from './page-queue.ts';
import { allKnown, type Pages, pageSize, pagesToFetch, patched, staled, withPage, withRows } from './rows.ts';
import { type Facets, facetsOf } from './view-facets.ts';

export interface CorpusViewState {
  readonly corpus: string | undefined;
  readonly query: CorpusQuery;
  /** The answer to `query`, or to the one before while `loading`. Its facets come later: see `facets`. */
  readonly result: QueryResult | undefined;
  readonly loading: boolean;
  readonly error: FigscopeError | undefined;
  readonly pages: Pages;
  /** Changes when `pages` belong to another query. */
  readonly viewKey: string;
  /** The item that a new view begins at. */
  readonly start: number;
  /** Counts of this view as far as they have come, of the one before where not. */
  readonly facets: Facets;
  /** Counts are on their way. */
  readonly counting: boolean;
}

export const useCorpusViewStore = create<CorpusViewState>()(() => ({
  corpus: undefined,
  query: { text: '', filter: '' },
  result: undefined,
  loading: false,
  error: undefined,
  pages: new Map(),
  viewKey: '',
  start: 0,
  facets: {},
  counting: false,
}));

const { getState, setState } = useCorpusViewStore;

let asking = new AbortController();
let refreshing: Promise<void> | undefined;
let refreshAgain = false;
let onScreen = { first: 0, last: pageSize, forward: true };
/** Where a view begins whose answer is not there yet. */
let beginning = 0;
const queue = new PageQueue(fetchPage);
let glimpsing = new AbortController();
let settling: ReturnType<typeof setTimeout> | undefined;

const keyOf = (corpus: string, query: CorpusQuery): string =>
  JSON.stringify([corpus, query.text, query.filter, query.sort]);

/**
 * Shows a query of a corpus, from the item `start` on. What was shown stays until the answer is there. Answers false,
 * and does nothing, when it is shown already.
 */
export function showQuery(corpus: string, query: CorpusQuery, start = 0): boolean {
  const before = getState();
  if (before.corpus !== undefined && keyOf(before.corpus, before.query) === keyOf(corpus, query))
    return false;
  const sameCorpus = before.corpus === corpus;
  setState({
    corpus,
    query,
    ...(sameCorpus ? {} : { result: undefined, pages: new Map(), viewKey: '', facets: {} }),
  });
  begin(start);
  void ask();
  return true;
}

/** A view whose answer is on its way shall begin elsewhere. Answers false, and does nothing, when the answer is there. */
export function beginAt(start: number): boolean {
  const { corpus, query, viewKey } = getState();
  if (corpus === undefined || viewKey === keyOf(corpus, query)) return false;
  begin(start);
  return true;
}

function begin(start: number): void {
  beginning = start;
  onScreen = { first: start, last: start + 1, forward: true };
}

/** Nobody looks any more: a question without an answer yet is withdrawn, and asked again by who comes back. */
export function leaveUnanswered(): void {
  if (!getState().loading || getState().result !== undefined) return;
  asking.abort();
  setState({ corpus: undefined, loading: false });
}

/** Asks again: after an error, or because the corpus changed. One question at a time, however often it changes. */
export function refreshView(): Promise<void> {
  if (refreshing) {
    refreshAgain = true;
    return refreshing;
  }
  refreshing = ask().finally(() => {
    refreshing = undefined;
    if (!refreshAgain) return;
    refreshAgain = false;
    void refreshView();
  });
  return refreshing;
}

async function ask(): Promise<void> {
  const { corpus, query } = getState();
  if (corpus === undefined) return;
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  setState({ loading: true });
  try {
    const offset = Math.floor(onScreen.first / pageSize) * pageSize;
    const [result, firstPage] = await Promise.all([
      host()['corpus.query']({ corpus, query, facets: [] }, { signal }),
      host()['corpus.page']({ corpus, query, offset, limit: pageSize }, { signal }),
    ]);
    if (signal.aborted) return;
    const viewKey = keyOf(corpus, query);
    const isNew = getState().viewKey !== viewKey;
    const kept: Pages = isNew ? new Map() : staled(getState().pages);
    setState({
      result,
      loading: false,
      error: undefined,
      pages: withPage(kept, offset / pageSize, firstPage.rows),
      viewKey,
      ...(isNew ? { start: Math.min(beginning, Math.max(0, result.total - 1)) } : {}),
      counting: true,
    });
    fetchRows(onScreen.first, onScreen.last, onScreen.forward);
    if (isNew) recordCommand(queryLine(corpus, query));
    for await (const facets of facetsOf(corpus, query, signal)) {
      setState((state) => ({ facets: { ...state.facets, ...facets } }));
    }
    if (!signal.aborted) setState({ counting: false });
  } catch (thrown) {
    if (signal.aborted) return;
    setState({ loading: false, counting: false, error: toFigscopeError(thrown) });
  }
}

/** After a jump, pages are fetched when no other jump has followed for so long. */
const settleMs = 100;

/**
 * The view draws rows [first, last) and moves on or back. Fetches what is missing or out of date, and what comes next.
 * A jump may be one of many, as when the rail is dragged: it asks for the rows on screen alone, and for pages when the
 * view stays.
 */
export function fetchRows(first: number, last: number, forward = true): void {
  const isJump = Math.abs(first - onScreen.first) > 2 * (last - first);
  onScreen = { first, last, forward };
  if (isJump) {
    void glimpse(first, last);
    settle();
  } else if (settling === undefined) {
    fetchPages();
  }
}

/**
 * Fetches rows [first, last) alone, in place of all that was asked for before. Resolves when they can be drawn, or
 * when they will not come: another question took their place, or failed.
 */
export async function glimpse(first: number, last: number): Promise<void> {
  const { corpus, query, pages, result } = getState();
  const end = Math.min(last, result?.total ?? 0);
  if (corpus === undefined || allKnown(pages, first, end)) return;
  queue.drop();
  settle();
  glimpsing.abort();
  glimpsing = new AbortController();
  const { signal } = glimpsing;
  const isCurrent = currentView();
  try {
    const asked = { corpus, query, offset: first, limit: end - first };
    const { rows } = await host()['corpus.page'](asked, { signal });
    if (!signal.aborted && isCurrent()) setState((now) => ({ pages: withRows(now.pages, first, rows) }));
  } catch (thrown) {
    if (!signal.aborted && isCurrent()) setState({ error: toFigscopeError(thrown) });
  }
}

function settle(): void {
  clearTimeout(settling);
  settling = setTimeout(() => {
    settling = undefined;
    fetchPages();
  }, settleMs);
}

function fetchPages(): void {
  const { corpus, pages, result } = getState();
  if (corpus === undefined || result === undefined) return;
  const { first, last, forward } = onScreen;
  queue.want(pagesToFetch(pages, first, last, forward, result.total));
}

/** Whether the view is still the one of now. */
function currentView(): () => boolean {
  const { viewKey, result } = getState();
  return () => getState().viewKey === viewKey && getState().result?.revision === result?.revision;
}

/** Answers false when the view changed while the page was on its way: what it needs now may be this very page. */
async function fetchPage(number: number, signal: AbortSignal): Promise<boolean> {
  const { corpus, query, pages: before } = getState();
  const known = before.get(number);
  if (corpus === undefined || (known && !known.stale)) return true;
  const isCurrent = currentView();
  try {
    const asked = { corpus, query, offset: number * pageSize, limit: pageSize };
    const { rows } = await host()['corpus.page'](asked, { signal });
    if (!isCurrent()) return false;
    setState(({ pages }) => ({ pages: withPage(pages, number, rows) }));
  } catch (thrown) {
    if (!signal.aborted && isCurrent()) setState({ error: toFigscopeError(thrown) });
  }
  return true;
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

/** Ids of the view, in its order: all of them, or items [first, last). */
export async function viewIds(first?: number, last?: number): Promise<Uint32Array> {
  const { corpus, query } = getState();
  if (corpus === undefined) return new Uint32Array();
  const part = first === undefined || last === undefined ? {} : { offset: first, limit: last - first };
  return (await host()['corpus.ids']({ corpus, query, ...part })).ids;
}

/** Where a figure stands in the view, by row id or as a person names it; undefined when the view does not hold it. */
export async function positionInView(
  figure: FigureReference,
  signal?: AbortSignal,
): Promise<number | undefined> {
  const { corpus, query } = getState();
  if (corpus === undefined) return undefined;
  const options = signal ? { signal } : {};
  return (await host()['corpus.position']({ corpus, query, figure }, options)).position;
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
