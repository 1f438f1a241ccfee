/**
 * A host in memory for tests of stores and views: one corpus, its query, curation with undo, jobs and settings.
 * It answers as the contract says, in the same order and with the same errors, but keeps nothing.
 */
import type { CorpusQuery, FigureSummary } from '#app/domain/corpus.ts';
import type { HistoryEntry } from '#app/domain/curation.ts';
import { parseFilter } from '#app/domain/filter.ts';
import type { Job } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { HostClient, HostLink } from '#renderer/stores/client.ts';
import {
  applied,
  detailOf,
  entryOf,
  facetsOf,
  hasText,
  highlightsOf,
  matches,
  summaryOf,
} from './memory-corpus.ts';

export interface MemoryCorpus {
  readonly name: string;
  readonly figures: readonly FigureSummary[];
}

export interface MemoryHost {
  readonly link: HostLink;
  /** Names of the calls that were made, in order. */
  readonly calls: readonly string[];
  /** Tells everybody who follows jobs. */
  setJobs(jobs: readonly Job[]): void;
  /** The next call of this name fails with this error. */
  failNext(name: keyof HostClient, error: FigscopeError): void;
}

type Answer = (input: never) => unknown;

export function memoryHost(corpus: MemoryCorpus): MemoryHost {
  let figures = [...corpus.figures];
  let revision = 1;
  let history: HistoryEntry[] = [];
  const undone: (readonly FigureSummary[])[] = [];
  const done: (readonly FigureSummary[])[] = [];
  let jobs: readonly Job[] = [];
  let settings = { theme: 'auto', annotator: 'me' };
  const calls: string[] = [];
  const failures = new Map<string, FigscopeError>();
  const listeners = new Map<string, Set<(chunk: never) => void>>();
  const tell = (name: string, chunk: unknown): void => {
    // The chunk is what the contract says for that name; the map cannot express it.
    for (const listener of listeners.get(name) ?? []) listener(chunk as never);
  };

  const found = (query: CorpusQuery): readonly FigureSummary[] => {
    const filter = parseFilter(query.filter);
    return figures.filter((figure) => matches(figure, filter) && hasText(figure, query.text));
  };
  const replaceFigures = (changed: readonly FigureSummary[]): readonly FigureSummary[] => {
    const before = changed.map((figure) => figures[figure.id]!);
    figures = figures.map((figure) => changed.find((other) => other.id === figure.id) ?? figure);
    revision++;
    queueMicrotask(() => tell('corpus.changes', { revision }));
    return before;
  };
  const firstChunks: Readonly<Record<string, () => unknown>> = {
    'corpus.watch': () => ({ corpora: [summaryOf(corpus.name, figures)] }),
    'corpus.changes': () => ({ revision }),
    'jobs.watch': () => ({ jobs }),
    'runs.watch': () => ({ runs: [] }),
    'models.watch': () => ({ models: [] }),
    'system.session': () => ({
      version: '0.1.0',
      home: 'figscope',
      shell: 'browser',
      device: 'CPU, 2 threads',
      warnings: [],
    }),
  };
  const answers: Readonly<Record<string, Answer>> = {
    'settings.get': () => settings,
    'settings.set': (change: object) => (settings = { ...settings, ...change }),
    'corpus.query': ({ query }: { query: CorpusQuery }) => ({
      total: found(query).length,
      facets: facetsOf(figures, query),
      revision,
      milliseconds: 3,
    }),
    'corpus.page': (input: { query: CorpusQuery; offset: number; limit: number }) => ({
      rows: found(input.query)
        .slice(input.offset, input.offset + input.limit)
        .map((figure) => ({ ...figure, highlights: highlightsOf(figure.caption, input.query.text) })),
    }),
    'corpus.ids': ({ query }: { query: CorpusQuery }) => ({
      ids: Uint32Array.from(found(query), (figure) => figure.id),
    }),
    'corpus.figure': ({ figure }: { figure: number }) => detailOf(figures, figure),
    'curation.history': ({ figure }: { figure: number }) => ({
      entries: history.filter((entry) => entry.figure === figure),
    }),
    'curation.apply': (input: { figures: number[]; change: { kind: string }; by: string }) => {
      const changed = input.figures.map((id) => applied(figures[id]!, input.change));
      done.push(replaceFigures(changed));
      undone.length = 0;
      history = [...history, ...changed.map((figure) => entryOf(figure, revision, input.by))];
      return { revision, figures: changed, summary: `${changed.length} changed` };
    },
    'curation.undo': () => stepBack(done, undone, 'undo'),
    'curation.redo': () => stepBack(undone, done, 'redo'),
    'jobs.cancel': ({ job }: { job: string }) => jobs.find((other) => other.id === job),
    'import.start': () => ({ job: 'job-1' }),
  };

  function stepBack(from: (readonly FigureSummary[])[], to: (readonly FigureSummary[])[], kind: string) {
    const last = from.pop();
    if (!last) throw new FigscopeError('not-found', `There is nothing to ${kind}.`);
    to.push(replaceFigures(last));
    return { revision, figures: last, summary: `${kind} of ${last.length}` };
  }

  const client = new Proxy({} as HostClient, {
    get:
      (_target, name: string) =>
      async (input: unknown, options?: { signal?: AbortSignal }): Promise<unknown> => {
        calls.push(name);
        await Promise.resolve();
        options?.signal?.throwIfAborted();
        const failure = failures.get(name);
        failures.delete(name);
        if (failure) throw failure;
        const answer = answers[name];
        if (!answer) throw new FigscopeError('unsupported', `${name} is not part of this double.`);
        return answer(input as never);
      },
  });
  const link: HostLink = {
    client,
    retry: () => {},
    subscribe: (name, _input, onChunk) => {
      const set = listeners.get(name) ?? new Set();
      const listener: (chunk: never) => void = onChunk;
      listeners.set(name, set.add(listener));
      queueMicrotask(() => listener(firstChunks[name]?.() as never));
      return () => set.delete(listener);
    },
  };
  return {
    link,
    calls,
    setJobs: (next) => {
      jobs = next;
      tell('jobs.watch', { jobs });
    },
    failNext: (name, error) => failures.set(name, error),
  };
}
