/** Builds the approximate index of an embedding. */
import { availableParallelism } from 'node:os';
import { indexedFromRows } from '#app/domain/corpus.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { embeddingsOf, type VectorSide, type VectorState } from '../embedding-folder.ts';
import { storeError } from '../store-error.ts';
import { buildSide } from './build-side.ts';
import { checkIndex } from './check-index.ts';
import { type IndexFile, openUsableIndex } from './index-file.ts';
import { tailShare } from './index-notes.ts';
import { updatesOf } from './progress-stream.ts';
import { clearTemporaries } from './temporaries.ts';

export interface IndexUpdate {
  readonly progress?: Progress;
  /** True in the last update. */
  readonly done?: boolean;
}

export interface BuildIndexOptions {
  /** Build also where the index is complete, and find its clusters anew. */
  readonly rebuild: boolean;
  readonly signal: AbortSignal;
  /** One per processor by default. The result does not depend on it. */
  readonly threads?: number;
  /** Sides with fewer vectors are left to exact search, which is faster there. */
  readonly leastRows?: number;
  readonly seed?: number;
}

/** Clusters found among so much fewer rows are found anew. */
const trainedShare = 0.5;

/**
 * Indexes both sides of an embedding where that is worth it and not done yet. Throws not-found for an unknown embedding,
 * conflict while another process builds, storage-full; whatever happens, the old index or none is left, and searches go
 * on.
 */
export async function* buildIndex(
  corpusFolder: string,
  embedding: string,
  options: BuildIndexOptions,
): AsyncGenerator<IndexUpdate> {
  const found = embeddingsOf(corpusFolder).find(({ id }) => id === embedding);
  if (!found) {
    throw new FigscopeError('not-found', {
      message: `There is no embedding ${embedding}.`,
      remedy: 'Embed the corpus first: figscope embed NAME --model M.',
      facts: { embedding },
    });
  }
  const { folder, state } = found;
  const { rebuild, signal, threads = availableParallelism(), seed = 0 } = options;
  const { leastRows = indexedFromRows } = options;
  const sides = (['image', 'text'] as const).filter(
    (side) => state[side] >= Math.max(1, leastRows) && (rebuild || isIncomplete(folder, side, state)),
  );
  const total = sides.reduce((sum, side) => sum + state[side], 0);
  const startedAt = performance.now();
  try {
    if (sides.length > 0) clearTemporaries(folder);
    let before = 0;
    for (const side of sides) {
      const updates = updatesOf<IndexUpdate>(signal, async (tell, ownSignal) => {
        using grownFrom = rebuild ? undefined : grownIndex(folder, side, state);
        await buildSide({
          folder,
          side,
          state,
          seed,
          threads,
          signal: ownSignal,
          grownFrom,
          tell: (encoded, detail) =>
            tell({ progress: progressOf(before + encoded, total, startedAt, `${side}: ${detail}`) }),
        });
      });
      yield* updates;
      before += state[side];
    }
  } catch (thrown) {
    if (signal.aborted) throw thrown;
    throw storeError(thrown, `build the index in ${folder}`);
  }
  yield { progress: progressOf(total, total, startedAt, 'complete'), done: true };
}

function progressOf(done: number, total: number, startedAt: number, detail: string): Progress {
  const elapsedMs = performance.now() - startedAt;
  const rate = (1000 * done) / Math.max(1, elapsedMs);
  return {
    done,
    total,
    unit: 'vectors',
    detail,
    ...(done > 0 ? { ratePerSecond: rate, etaMs: (1000 * (total - done)) / rate } : {}),
  };
}

/** Every list is read: an index of which only those are damaged would otherwise never be built again. */
function isIncomplete(folder: string, side: VectorSide, state: VectorState): boolean {
  const index = checkIndex(folder, side, state, true);
  return index.state !== 'whole' || state[side] - index.rows > tailShare * state[side];
}

function grownIndex(folder: string, side: VectorSide, state: VectorState): IndexFile | undefined {
  const index = openUsableIndex(folder, side, state);
  if (!index || index.header.trainedRows >= trainedShare * state[side]) return index;
  index[Symbol.dispose]();
  return undefined;
}
