/** The corpora of this home. */
import { create } from 'zustand';
import type { CorpusSummary } from '#app/domain/corpus.ts';
import type { FigscopeError } from '#app/util/error.ts';
import { follow } from './client.ts';

interface CorporaState {
  /** Undefined until the host has answered. */
  readonly corpora: readonly CorpusSummary[] | undefined;
  readonly error: FigscopeError | undefined;
  /** The corpus that was looked at last, in this window or an earlier one. */
  readonly lastCorpus: string | undefined;
}

export const useCorporaStore = create<CorporaState>()(() => ({
  corpora: undefined,
  error: undefined,
  lastCorpus: undefined,
}));

export const followCorpora = (): (() => void) =>
  follow(
    'corpus.watch',
    {},
    ({ corpora }) => useCorporaStore.setState({ corpora, error: undefined }),
    (error) => useCorporaStore.setState({ error }),
  );

/** Remembers which corpus a view shows, so that the next view starts with it. */
export const visitCorpus = (name: string): void => useCorporaStore.setState({ lastCorpus: name });

/** The corpus to show: the one asked for, else the last one seen, else the sample, else the first. */
export function chooseCorpus(
  corpora: readonly CorpusSummary[],
  asked: string | undefined,
  last: string | undefined,
): string | undefined {
  if (asked !== undefined) return asked;
  const has = (name: string): boolean => corpora.some((corpus) => corpus.name === name);
  if (last !== undefined && has(last)) return last;
  return has('sample') ? 'sample' : corpora[0]?.name;
}

/** The summary of a corpus, for names and counts in the top bar. */
export const useCorpus = (name: string | undefined): CorpusSummary | undefined =>
  useCorporaStore((state) => state.corpora?.find((corpus) => corpus.name === name));
