/** Builds the index of one side of an embedding. The old file, or none, stays until the new one is complete. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { createVectorKernel } from '../../../native/kernels/vectors.ts';
import { FigscopeError } from '#app/util/error.ts';
import { syncFolder } from '../atomic-file.ts';
import { readVectorState, type VectorSide, type VectorState } from '../embedding-folder.ts';
import { isZeroRow, VectorFile } from '../vector-file.ts';
import { blockRows, type BuildSettings } from './build-messages.ts';
import { BuildThreads } from './build-threads.ts';
import { IndexFile } from './index-file.ts';
import { fingerprintOf, indexPath } from './index-format.ts';
import { IndexSearch } from './index-search.ts';
import { findCentroids, lastRound, ranges } from './k-means.ts';
import type { Tuning } from './probe-plan.ts';
import { createRotation } from './rotation.ts';
import { chooseRows } from './sample-rows.ts';
import { temporaryPath } from './temporaries.ts';
import { type RecallQuery, tune } from './tune.ts';
import { sealIndex, writeIndex } from './write-index.ts';

export interface BuildSideOptions {
  readonly folder: string;
  readonly side: VectorSide;
  readonly state: VectorState;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
  /** An index of fewer rows of the same vectors, whose clusters still fit. */
  readonly grownFrom: IndexFile | undefined;
  /** Vectors that are in the index so far, and what is being done. */
  readonly tell: (encoded: number, detail: string) => void;
}

const samplesPerList = 64;
const sampleBytes = 160 * 2 ** 20;
const queriesPerKind = 100;
const mostLists = 4096;
/** Every query finds everything until recall was measured. */
const untuned: Tuning = [{ share: 1, k: 10, probes: 1, spread: 0, rerank: 1, recall: { stored: 1 } }];

/** About four times the square root of the rows, in fours. */
export const listCount = (rows: number): number =>
  Math.max(4, Math.min(mostLists, Math.round(Math.sqrt(rows)) * 4));

/** False where too few rows have a vector: exact search serves them. Throws storage-full, conflict and AbortError. */
export async function buildSide(options: BuildSideOptions): Promise<boolean> {
  const { folder, side } = options;
  const paths = {
    codes: temporaryPath(folder, side, 'codes'),
    index: temporaryPath(folder, side, 'ivf'),
  };
  try {
    if (!(await build(options, paths))) return false;
    const now = readVectorState(folder);
    if (now?.createdAt !== options.state.createdAt) {
      throw new FigscopeError('conflict', {
        message: 'The embedding was made anew while its index was being built.',
        remedy: 'Build the index again.',
      });
    }
    renameSync(paths.index, indexPath(folder, side));
    syncFolder(folder);
    return true;
  } finally {
    rmSync(paths.codes, { force: true });
    rmSync(paths.index, { force: true });
  }
}

async function build(options: BuildSideOptions, paths: { codes: string; index: string }): Promise<boolean> {
  const { folder, side, state, seed, signal, grownFrom, tell } = options;
  const { dimension, createdAt } = state;
  const rows = state[side];
  const { width } = createRotation(dimension, seed);
  const lists = grownFrom?.header.lists ?? listCount(rows);
  const samples = Math.min(rows, lists * samplesPerList, Math.floor(sampleBytes / (2 * width)));
  const chosen = chooseRows(rows, samples, queriesPerKind, seed);
  using vectors = new VectorFile(folder, side, dimension);
  const queries = queriesOf(options, vectors, chosen.queries);
  const settings = settingsFor({ options, codesPath: paths.codes, width, lists, samples, queries });
  new Uint32Array(settings.sampleRows).set(chosen.samples);
  fillQueries(settings, width, seed, queries);
  writeFileSync(paths.codes, '');

  const centroids = new Int16Array(settings.centroids);
  const listOf = new Uint16Array(settings.listOf);
  await using threads = new BuildThreads(settings, options.threads, signal);
  if (grownFrom) {
    centroids.set(grownFrom.centroids);
  } else {
    const parts = { settings, threads, width, tell: (detail: string) => tell(0, detail) };
    if (!(await findCentroids(parts))) return false;
  }
  let encoded = 0;
  await threads.run(
    ranges(rows, blockRows, (range) => ({ kind: 'encode', round: lastRound, ...range })),
    (task) => {
      if (task.kind === 'encode') encoded += task.end - task.first;
      tell(encoded, 'encoding vectors');
    },
  );
  const answers = await threads.askAll({ kind: 'neighbours' });
  const noted = answers.flatMap(({ neighbours }) => (neighbours ? [neighbours] : []));
  tell(rows, 'writing lists');
  const fingerprint = fingerprintOf(vectors, rows);
  const trainedRows = grownFrom?.header.trainedRows ?? rows;
  const about = { dimension, width, rows, lists, seed, trainedRows, createdAt, fingerprint, tuning: untuned };
  const header = writeIndex(paths.index, { about, centroids, listOf, codesPath: paths.codes });

  using file = new IndexFile(paths.index);
  const search = new IndexSearch(file, vectors);
  const measuring = tune({ search, queries, noted, listOf, lists });
  for (;;) {
    const step = await measuring.next();
    if (step.done) {
      sealIndex(paths.index, { ...header, tuning: step.value });
      return true;
    }
    tell(rows, step.value);
    await new Promise((resume) => setImmediate(resume));
    signal.throwIfAborted();
  }
}

/** Stored vectors as queries: of this side, and of the other where it has some. */
function queriesOf(
  { folder, side, state, seed }: BuildSideOptions,
  own: VectorFile,
  rows: readonly number[],
) {
  const other = side === 'image' ? 'text' : 'image';
  const stored = rows.map((row): RecallQuery => ({ vector: own.row(row), ownRow: row }));
  if (state[other] === 0) return stored.filter(hasValues);
  using vectors = new VectorFile(folder, other, state.dimension);
  const count = Math.min(queriesPerKind, state[other]);
  const crossed = chooseRows(state[other], count, count, seed).queries.map(
    (row): RecallQuery => ({ vector: vectors.row(row), ownRow: undefined }),
  );
  return [...stored, ...crossed].filter(hasValues);
}

const hasValues = ({ vector }: RecallQuery): boolean => !isZeroRow(vector, 0, vector.length);

function fillQueries(settings: BuildSettings, width: number, seed: number, queries: readonly RecallQuery[]) {
  const { part, rounds, factors } = createRotation(settings.dimension, seed);
  const { module, arena } = createVectorKernel();
  const [x, signs, fixed] = [
    arena.place(queries.length * width * 4),
    arena.place(factors.byteLength),
    arena.place(queries.length * width * 2),
  ];
  new Float32Array(arena.buffer, signs, factors.length).set(factors);
  const floats = new Float32Array(arena.buffer, x, queries.length * width);
  queries.forEach(({ vector }, query) => floats.set(vector, query * width));
  module.rotate(x, queries.length, width, part, signs, rounds);
  module.toFixed(x, floats.length, fixed);
  new Int16Array(settings.queries).set(new Int16Array(arena.buffer, fixed, floats.length));
  new Int32Array(settings.queryRows).set(queries.map(({ ownRow }) => ownRow ?? -1));
}

interface SettingsParts {
  readonly options: BuildSideOptions;
  readonly codesPath: string;
  readonly width: number;
  readonly lists: number;
  readonly samples: number;
  readonly queries: readonly RecallQuery[];
}

function settingsFor({ options, codesPath, width, lists, samples, queries }: SettingsParts): BuildSettings {
  const { folder, side, state, seed } = options;
  const shared = (sizeBytes: number) => new SharedArrayBuffer(sizeBytes);
  return {
    folder,
    side,
    dimension: state.dimension,
    rows: state[side],
    seed,
    lists,
    codesPath,
    sampleRows: shared(4 * samples),
    sample: shared(2 * width * samples),
    sampleLists: shared(4 * samples),
    sampleOrder: shared(4 * samples),
    sampleStarts: shared(4 * (lists + 1)),
    centroids: shared(2 * width * lists),
    listOf: shared(2 * state[side]),
    queries: shared(2 * width * queries.length),
    queryRows: shared(4 * queries.length),
  };
}
