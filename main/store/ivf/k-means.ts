/** The centroids of an index: Lloyd's k-means over a sample, rounds of assigning and averaging on all threads. */
import type { BuildSettings, BuildTask } from './build-messages.ts';
import type { BuildThreads } from './build-threads.ts';

const rounds = 8;
const samplesPerTask = 4096;
const listsPerTask = 64;

export interface KMeansParts {
  readonly settings: BuildSettings;
  readonly threads: BuildThreads;
  readonly width: number;
  readonly tell: (detail: string) => void;
}

/** Reads the samples and finds the centroids. False where too few rows have a vector for it. */
export async function findCentroids({ settings, threads, width, tell }: KMeansParts): Promise<boolean> {
  const sample = new Int16Array(settings.sample);
  const centroids = new Int16Array(settings.centroids);
  const { lists } = settings;
  const samples = sample.length / width;
  tell('reading samples');
  await threads.run(ranges(samples, samplesPerTask, (range) => ({ kind: 'sample', ...range })));
  const present = rowsWithValues(sample, width);
  if (present.length < 2 * lists) return false;
  for (let list = 0; list < lists; list += 1) {
    const from = present[Math.floor((list * present.length) / lists)] * width;
    centroids.set(sample.subarray(from, from + width), list * width);
  }
  for (let round = 0; round < rounds; round += 1) {
    tell(`finding clusters, round ${round + 1} of ${rounds}`);
    await threads.run(ranges(samples, samplesPerTask, (range) => ({ kind: 'assign', round, ...range })));
    sortSamples(settings, present);
    await threads.run(ranges(lists, listsPerTask, (range) => ({ kind: 'average', ...range })));
  }
  return true;
}

/** The round that the threads know the final centroids by. */
export const lastRound = rounds;

export function ranges(
  length: number,
  step: number,
  task: (range: { first: number; end: number }) => BuildTask,
): BuildTask[] {
  return Array.from({ length: Math.ceil(length / step) }, (_none, place) =>
    task({ first: place * step, end: Math.min(length, (place + 1) * step) }),
  );
}

/** Rows that are not all zero. */
function rowsWithValues(matrix: Int16Array, width: number): Uint32Array {
  const rows: number[] = [];
  for (let row = 0; row < matrix.length / width; row += 1)
    if (matrix.subarray(row * width, (row + 1) * width).some((value) => value !== 0)) rows.push(row);
  return Uint32Array.from(rows);
}

/** Puts the samples in the order of their lists; every list gets some. */
function sortSamples(settings: BuildSettings, present: Uint32Array): void {
  const lists = new Uint32Array(settings.sampleLists);
  const order = new Uint32Array(settings.sampleOrder);
  const starts = new Uint32Array(settings.sampleStarts);
  const counts = new Uint32Array(settings.lists);
  for (const row of present) counts[lists[row]] += 1;
  shareOut(lists, counts, present);
  starts[0] = 0;
  counts.forEach((count, list) => {
    starts[list + 1] = starts[list] + count;
  });
  const next = starts.slice();
  for (const row of present) order[next[lists[row]]++] = row;
}

/** A list without samples takes every second one of the largest list. */
function shareOut(lists: Uint32Array, counts: Uint32Array, present: Uint32Array): void {
  for (let list = counts.indexOf(0); list !== -1; list = counts.indexOf(0, list + 1)) {
    const largest = counts.indexOf(counts.reduce((most, count) => Math.max(most, count), 0));
    let isTaken = false;
    for (const row of present) {
      if (lists[row] !== largest) continue;
      if (isTaken) {
        lists[row] = list;
        counts[list] += 1;
        counts[largest] -= 1;
      }
      isTaken = !isTaken;
    }
  }
}
