/** The figure that is open: everything about it, and its history. */
import { create } from 'zustand';
import type { FigureDetail } from '#app/domain/corpus.ts';
import type { HistoryEntry } from '#app/domain/curation.ts';
import { type FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { host } from './client.ts';

export interface FigureState {
  readonly corpus: string | undefined;
  readonly id: number | undefined;
  /** Of the open figure; undefined while it is on its way. */
  readonly detail: FigureDetail | undefined;
  /** Newest first. */
  readonly history: readonly HistoryEntry[];
  readonly error: FigscopeError | undefined;
}

const nothing: FigureState = {
  corpus: undefined,
  id: undefined,
  detail: undefined,
  history: [],
  error: undefined,
};

export const useFigureStore = create<FigureState>()(() => nothing);
const { getState, setState } = useFigureStore;

let loading = new AbortController();

/** Opens a figure; asking for the one that is open changes nothing. */
export function openFigure(corpus: string, id: number): void {
  const { corpus: openCorpus, id: openId } = getState();
  if (openCorpus === corpus && openId === id) return;
  setState({ ...nothing, corpus, id });
  void load();
}

export function closeFigure(): void {
  loading.abort();
  setState(nothing);
}

/** Fetches the open figure again: it was edited, here or elsewhere. What is shown stays meanwhile. */
export const reloadFigure = (): Promise<void> => load();

async function load(): Promise<void> {
  const { corpus, id } = getState();
  if (corpus === undefined || id === undefined) return;
  loading.abort();
  loading = new AbortController();
  const { signal } = loading;
  try {
    const [detail, { entries }] = await Promise.all([
      host()['corpus.figure']({ corpus, figure: id }, { signal }),
      host()['curation.history']({ corpus, figure: id }, { signal }),
    ]);
    if (signal.aborted) return;
    const history = entries.toSorted((left, right) => right.sequence - left.sequence);
    setState({ detail, history, error: undefined });
  } catch (thrown) {
    if (!signal.aborted) setState({ error: toFigscopeError(thrown) });
  }
}
