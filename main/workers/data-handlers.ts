/** The data worker's answers, as functions of a corpus folder: the entry file puts a process around them. */
import type { DataContract } from '#app/contract/data-worker.ts';
import type { FigureReference } from '#app/domain/corpus.ts';
import { parseFilter } from '#app/domain/filter.ts';
import { checkCorpus } from '#main/check/check-corpus.ts';
import { exportCorpus } from '#main/export/export-corpus.ts';
import type { Corpus } from '#main/store/corpus.ts';
import { applyCuration, type Curated } from '#main/store/curation.ts';
import { curateMatching } from '#main/store/curate-matching.ts';
import { filterMask } from '#main/store/evaluate-filter.ts';
import { figureDetail, imageByHash } from '#main/store/figure-detail.ts';
import { resolveFigure } from '#main/store/figure-reference.ts';
import { historyOf } from '#main/store/history.ts';
import { pageSteps } from '#main/store/page.ts';
import { positionOf } from '#main/store/position.ts';
import { querySteps } from '#main/store/query.ts';
import { buildIndex } from '#main/store/ivf/build-index.ts';
import { redoSteps, undoSteps } from '#main/store/revert.ts';
import { corpusStatsOf, corpusSummaryOf } from '#main/store/statistics.ts';
import { type Steps, withTurns } from '#main/store/steps.ts';
import { storeError, withStoreErrors } from '#main/store/store-error.ts';
import { cosinesOf, searchPool } from '#main/store/search-pool.ts';
import { summariesOf } from '#main/store/summaries.ts';
import { synthesise } from '#main/store/synth/synthesise.ts';
import { parseTextQuery } from '#main/store/text-query.ts';
import { bestMatches } from '#main/store/text-search.ts';
import { searchVectors, splitRanks, storedVector } from '#main/store/vectors.ts';
import { valuesOf } from '#main/store/values.ts';
import { openView } from '#main/store/view.ts';
import { importSources, makeSample, type ImportSources } from './data-import.ts';
import { CorpusOpening } from './data-opening.ts';
import type { WorkerHandlers } from './serve-worker.ts';

/** Rows that an answer to a bulk action carries; a window shows no more at once. */
const returnedRows = 1000;

export interface DataWorkerOptions {
  /** Folder of the corpus, created when missing. */
  readonly folder: string;
  readonly name: string;
  /** Where figures come from. */
  readonly sources: ImportSources;
}

export interface DataWorker extends Disposable {
  readonly handlers: WorkerHandlers<DataContract>;
}

export function createDataWorker({ folder, name, sources }: DataWorkerOptions): DataWorker {
  const opening = new CorpusOpening(folder, name);
  const ask = async <T>(answer: (corpus: Corpus) => T, signal?: AbortSignal): Promise<T> => {
    const corpus = await opening.open(signal);
    return withStoreErrors('read the corpus', () => answer(corpus));
  };
  /** For what may take long: others have their turn in between. */
  const askInSteps = async <T>(answer: (corpus: Corpus) => Steps<T>, signal: AbortSignal): Promise<T> => {
    const corpus = await opening.open(signal);
    try {
      return await withTurns(answer(corpus), signal);
    } catch (thrown) {
      throw storeError(thrown, 'read the corpus');
    }
  };

  const curated = (corpus: Corpus, { summary }: Curated, figures: readonly number[]) => ({
    revision: corpus.revision,
    figures: summariesOf(corpus, figures.slice(0, returnedRows)),
    summary,
  });
  let reverting: Promise<unknown> = Promise.resolve();
  /** One after the other: the next one must see that the last is undone. What was begun is not withdrawn. */
  const reverted = async (revert: (corpus: Corpus) => Steps<Curated>) => {
    const corpus = await opening.open();
    const work = reverting.then(() => withTurns(revert(corpus)));
    reverting = work.catch(() => undefined);
    const done = await work;
    return curated(corpus, done, done.figures);
  };
  const resolveAll = (corpus: Corpus, figures: readonly FigureReference[]): number[] => [
    ...new Set(figures.map((figure) => resolveFigure(corpus, figure))),
  ];

  const handlers: WorkerHandlers<DataContract> = {
    'data.opening': (_, { signal }) => opening.watch(signal),
    'data.summary': () => ask(corpusSummaryOf),
    'data.stats': (_, { signal }) => ask(corpusStatsOf, signal),
    'data.query': ({ query, facets }, { signal }) =>
      askInSteps((corpus) => querySteps(corpus, query, facets), signal),
    'data.page': async ({ query, offset, limit }, { signal }) => ({
      rows: await askInSteps((corpus) => pageSteps(corpus, query, offset, limit), signal),
    }),
    // A copy: what is sent may be transferred, and the view keeps its own.
    'data.ids': ({ query, offset = 0, limit }, { signal }) =>
      ask((corpus) => {
        const view = openView(corpus, query);
        return { ids: view.slice(offset, limit ?? view.total) };
      }, signal),
    'data.position': ({ query, figure }, { signal }) =>
      ask((corpus) => ({ position: positionOf(corpus, query, resolveFigure(corpus, figure)) }), signal),
    'data.values': ({ field, prefix, query, limit }, { signal }) =>
      ask((corpus) => ({ values: valuesOf(corpus, field, prefix, limit, query) }), signal),
    'data.figure': ({ figure }, { signal }) =>
      ask((corpus) => figureDetail(corpus, resolveFigure(corpus, figure)), signal),
    'data.rows': ({ ids, text }) =>
      ask((corpus) => {
        const words = text === undefined ? undefined : parseTextQuery(text);
        return { rows: summariesOf(corpus, ids, words && { ...words, match: words.any }) };
      }),
    'data.image': ({ sha256 }) => ask((corpus) => imageByHash(corpus, sha256) ?? null),

    'data.curate': ({ figures, change, by }) =>
      ask((corpus) => {
        const ids = resolveAll(corpus, figures);
        return curated(corpus, applyCuration(corpus, ids, change, by), ids);
      }),
    'data.curateMatching': async function* ({ except, ...change }, { signal }) {
      const corpus = await opening.open(signal);
      const updates = curateMatching(corpus, { ...change, except: new Set(except) }, signal);
      for await (const { curated: done, ...update } of updates) {
        yield done ? { ...update, curated: curated(corpus, done, done.figures) } : update;
      }
    },
    'data.undo': ({ figure, by }) =>
      reverted((corpus) =>
        undoSteps(corpus, by, figure === undefined ? undefined : resolveFigure(corpus, figure)),
      ),
    'data.redo': ({ by }) => reverted((corpus) => redoSteps(corpus, by)),
    'data.history': ({ figure }) =>
      ask((corpus) => ({ entries: historyOf(corpus, resolveFigure(corpus, figure)) })),
    'data.refresh': () =>
      ask((corpus) => {
        corpus.refresh();
        return { revision: corpus.revision };
      }),

    'data.searchText': ({ text, filter, k }) =>
      ask((corpus) => {
        const mask = filterMask(corpus, parseFilter(filter));
        return { ...bestMatches(corpus, text, k, mask), pool: poolOf(corpus, mask) };
      }),
    'data.searchVectors': (query) => ask((corpus) => searchVectors(corpus, query)),
    'data.searchPool': (query) => ask((corpus) => searchPool(corpus, query)),
    'data.cosines': (query) => ask((corpus) => ({ cosines: cosinesOf(corpus, query) })),
    'data.vector': ({ embedding, side, id }) =>
      ask((corpus) => ({ vector: storedVector(corpus, embedding, side, id) })),
    'data.ranks': async ({ embedding, split }, { signal }) =>
      ask((corpus) => splitRanks(corpus, embedding, split, signal)),

    'data.buildIndex': ({ embedding, rebuild }, { signal }) =>
      buildIndex(folder, embedding, { rebuild, signal }),
    'data.export': async function* exported(request, { signal }) {
      yield* exportCorpus(await opening.open(signal), request, signal);
    },
    'data.check': (request, { signal }) => checkCorpus(folder, name, request, signal),
    'data.synthesise': (options, { signal }) => synthesise(folder, name, options, signal),

    'data.import': (request, { signal }) => importSources({ folder, name, sources, signal }, request),
    'data.makeSample': (request, { signal }) => makeSample({ folder, name, sources, signal }, request),
  };
  return {
    handlers,
    [Symbol.dispose]: () => opening[Symbol.dispose](),
  };
}

/** Rows that a text search looked at. */
function poolOf(corpus: Corpus, mask: Uint8Array | undefined): number {
  return mask ? mask.reduce((sum, included) => sum + included, 0) : corpus.rows;
}
