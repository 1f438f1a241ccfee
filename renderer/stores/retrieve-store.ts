/** Retrieval over a corpus: one query and its hits, and the recall of a model over a split. */
import { create } from 'zustand';
import type { SplitName } from '#app/domain/figure.ts';
import type {
  Direction,
  FileSource,
  RetrievalReport,
  SearchQuery,
  SearchResult,
} from '#app/domain/search.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';
import { newGrant, uploadFiles, type UploadFile } from './upload.ts';

export interface RetrieveRequest {
  readonly corpus: string;
  readonly query: SearchQuery;
  readonly direction: Direction;
  readonly mode: 'semantic' | 'lexical' | 'hybrid';
  readonly filter: string;
  readonly model: string | undefined;
  readonly exact: boolean;
  readonly collapse: boolean;
}

/** What comparing with everything changed about an approximate answer. */
export interface Recheck {
  /** Hits that both answers have. */
  readonly same: number;
  readonly of: number;
}

type Answer<T> =
  | { readonly kind: 'none' }
  | { readonly kind: 'waiting'; readonly before: T | undefined }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: FigscopeError };

interface RetrieveState {
  readonly result: Answer<SearchResult>;
  readonly recheck: Recheck | undefined;
  readonly report: Answer<RetrievalReport>;
}

const hitsShown = 50;

export const useRetrieveStore = create<RetrieveState>()(() => ({
  result: { kind: 'none' },
  recheck: undefined,
  report: { kind: 'none' },
}));
const { getState, setState } = useRetrieveStore;

let searching = new AbortController();
let lastKey = '';
let reporting = 0;

/** The value of an answer, also while the next one is awaited. */
export function valueOf<T>(answer: Answer<T>): T | undefined {
  if (answer.kind === 'ready') return answer.value;
  return answer.kind === 'waiting' ? answer.before : undefined;
}

/** Searches; an earlier search that is still under way is given up. */
export async function search(request: RetrieveRequest): Promise<void> {
  searching.abort();
  searching = new AbortController();
  const { signal } = searching;
  const before = valueOf(getState().result);
  const isRecheck = before?.exact === false && request.exact && keyOf(request) === lastKey;
  lastKey = keyOf(request);
  setState({ result: { kind: 'waiting', before } });
  recordCommand(searchLine(request));
  const { model, ...rest } = request;
  try {
    const value = await host()['retrieval.search'](
      { ...rest, k: hitsShown, ...(model === undefined ? {} : { model }) },
      { signal },
    );
    if (signal.aborted) return;
    setState({ result: { kind: 'ready', value }, recheck: isRecheck ? compared(before, value) : undefined });
  } catch (error) {
    if (!signal.aborted)
      setState({ result: { kind: 'failed', error: toFigscopeError(error) }, recheck: undefined });
  }
}

/** Nothing is asked: a new corpus, an empty query. */
export function clearSearch(): void {
  searching.abort();
  lastKey = '';
  setState({ result: { kind: 'none' }, recheck: undefined });
}

/** What is asked, whether exactly or not. */
const keyOf = (request: RetrieveRequest): string => JSON.stringify({ ...request, exact: false });

function compared(before: SearchResult, after: SearchResult): Recheck {
  const known = new Set(before.hits.map(({ figure }) => figure.id));
  return { same: after.hits.filter(({ figure }) => known.has(figure.id)).length, of: after.hits.length };
}

/** Recall over a split; the corpus is embedded first where it has to be. */
export async function evaluate(corpus: string, model: string, split: SplitName): Promise<void> {
  const mine = ++reporting;
  setState({ report: { kind: 'waiting', before: undefined } });
  recordCommand(figscopeLine('evaluate', 'retrieval', corpus, '--model', model, '--split', split));
  try {
    const value = await host()['retrieval.evaluate']({ corpus, model, split });
    if (mine === reporting) setState({ report: { kind: 'ready', value } });
  } catch (error) {
    if (mine === reporting) setState({ report: { kind: 'failed', error: toFigscopeError(error) } });
  }
}

/** Hands an image over to be searched with. */
export async function uploadQueryImage(file: UploadFile): Promise<FileSource> {
  const id = newGrant();
  await uploadFiles(
    id,
    [{ ...file, path: file.path.split('/').at(-1) ?? file.path }],
    () => undefined,
    new AbortController().signal,
  );
  return { kind: 'grant', id };
}

/** The search as a command. An image that was dropped has no path that the host would tell. */
export function searchLine(request: RetrieveRequest): string {
  const { corpus, query, direction, mode, filter, model, exact, collapse } = request;
  const from =
    query.kind === 'text'
      ? option('--text', query.text)
      : query.kind === 'like'
        ? option('--like', query.figure)
        : option('--image', query.source.kind === 'path' ? query.source.path : 'FILE');
  return figscopeLine(
    'search',
    corpus,
    ...from,
    ...(mode === 'lexical' ? [] : option('--direction', direction)),
    ...option('--mode', mode === 'semantic' ? undefined : mode),
    ...option('--filter', filter),
    ...option('--model', model),
    exact && '--exact',
    !collapse && '--no-collapse',
    '-k',
    hitsShown,
  );
}
