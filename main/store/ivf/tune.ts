/**
 * Measures an index that was just built, and chooses how far searches in it go. Queries are stored vectors of the same
 * side and, where there are some, of the other (texts that look for images are far from all of them). The truth is what
 * the build found by comparing every row with every query.
 */
import { TopK } from '../top-k.ts';
import { isInShare, measuredShares, notedNeighbours, type BuildAnswer } from './build-messages.ts';
import type { IndexSearch } from './index-search.ts';
import { measuredKs, type TunedLevel, type Tuning } from './probe-plan.ts';

type MeasuredK = (typeof measuredKs)[number];
/** Recall that settings must reach in the lists they look into, and altogether. */
const wanted: Record<MeasuredK, { readonly inLists: number; readonly inAll: number }> = {
  10: { inLists: 0.996, inAll: 0.994 },
  100: { inLists: 0.994, inAll: 0.991 },
};
const spreads = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3] as const;
const leastProbes = 16;
/** Codes that take less than a millisecond: looking into fewer lists would save nothing. */
const leastCodes = 25_000;
/** More lists than were enough for the queries at hand. */
const probeMargin = 1.5;
const rerankSteps = [100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200, 4800] as const;
const mostRerank = 6400;
/** Shares with fewer rows say little; what lies deeper is searched in more lists. */
const leastRows = 2500;

export interface RecallQuery {
  readonly vector: Float32Array;
  /** The row whose vector it is, which does not count as found; undefined for one of the other side. */
  readonly ownRow: number | undefined;
}

type Neighbours = NonNullable<BuildAnswer['neighbours']>;

export interface TuneParts {
  readonly search: IndexSearch;
  readonly queries: readonly RecallQuery[];
  /** [threads][shares][queries] */
  readonly noted: readonly Neighbours[];
  readonly listOf: Uint16Array;
  readonly lists: number;
}

/** Goes on between levels, so that a build can be cancelled. */
export async function* tune(parts: TuneParts): AsyncGenerator<string, Tuning> {
  yield 'measuring recall';
  const shares = measuredShares.filter((share) => share === 1 || share * parts.listOf.length >= leastRows);
  const truths = shares.map((_share, level) =>
    parts.queries.map(({ vector }, place) => trueNeighbours(parts, level, place, vector)),
  );
  const levels: TunedLevel[] = [];
  for (const k of measuredKs) {
    for (const [level, share] of shares.entries()) {
      // A query with many results says as much as several with few.
      const isAsked = (_of: unknown, place: number): boolean => k === 10 || place % 2 === 0;
      const truth = truths[level].filter(isAsked).map((rows) => rows.slice(0, k));
      levels.push(yield* tuneLevel({ ...parts, queries: parts.queries.filter(isAsked) }, truth, share, k));
    }
  }
  return levels;
}

async function* tuneLevel(
  parts: TuneParts,
  truth: readonly number[][],
  share: number,
  k: MeasuredK,
): AsyncGenerator<string, TunedLevel> {
  const { search, queries, listOf } = parts;
  // The order of lists that needs the fewest.
  const { probes, spread } = spreads
    .map((candidate) => ({ spread: candidate, probes: chooseProbes(parts, truth, candidate, k) }))
    .reduce((a, b) => (b.probes < a.probes ? b : a));
  yield `measuring recall@${k} with ${probes} lists`;
  const mask =
    share === 1 ? undefined : Uint8Array.from(listOf, (_list, row) => (isInShare(row, share) ? 1 : 0));
  search.setMask(mask);
  const rankings = queries.map(({ vector }) =>
    search.estimated(vector, { probes, spread, rerank: mostRerank }),
  );
  const recallWith = (rerank: number): TunedLevel['recall'] =>
    byKind(
      queries,
      rankings.map((ranking, query) => shareFound(truth[query], ranking.subarray(0, rerank + 1))),
    );
  const enough = rerankSteps.findIndex(
    (rerank) => rerank > k && worse(recallWith(rerank)) >= wanted[k].inAll,
  );
  // One step more than what was enough.
  const rerank = enough === -1 ? mostRerank : (rerankSteps[enough + 1] ?? mostRerank);
  return { share, k, probes, spread, rerank, recall: recallWith(rerank) };
}

/** The true best rows of a query among a share of the rows, in float64, from what the threads have noted. */
function trueNeighbours(
  { noted, search }: TuneParts,
  level: number,
  place: number,
  vector: Float32Array,
): number[] {
  const candidates = new TopK(notedNeighbours);
  for (const ofThread of noted) {
    const { ids, scores } = ofThread[level][place];
    ids.forEach((row, at) => candidates.offer(row, scores[at]));
  }
  const top = new TopK(Math.max(...measuredKs));
  search.compare(candidates.sorted().ids.sort(), vector, top);
  return [...top.sorted().ids];
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const worse = ({ stored, crossed = 1 }: TunedLevel['recall']): number => Math.min(stored, crossed);

/** Candidates are compared exactly, so what is among them is found. A query's own row is one more. */
function shareFound(truth: readonly number[], candidates: Uint32Array): number {
  const found = new Set(candidates);
  return truth.length === 0 ? 1 : truth.filter((row) => found.has(row)).length / truth.length;
}

/** Recall by kind of query, from the recall of each. */
function byKind(queries: readonly RecallQuery[], recalls: readonly number[]): TunedLevel['recall'] {
  const stored = recalls.filter((_recall, place) => queries[place].ownRow !== undefined);
  const crossed = recalls.filter((_recall, place) => queries[place].ownRow === undefined);
  return {
    stored: stored.length === 0 ? 1 : average(stored),
    ...(crossed.length === 0 ? {} : { crossed: average(crossed) }),
  };
}

/** The fewest lists that hold what is looked for, for the worse kind of query, and some more. */
function chooseProbes(
  { search, queries, listOf, lists }: TuneParts,
  truth: readonly number[][],
  spread: number,
  k: MeasuredK,
): number {
  const places = queries.map(({ vector }, query) => {
    const order = search.listOrder(vector, spread);
    const placeOf = new Uint32Array(lists);
    order.forEach((list, place) => {
      placeOf[list] = place;
    });
    return truth[query].map((row) => placeOf[listOf[row]]);
  });
  const isEnough = (probes: number): boolean => {
    const recall = byKind(
      queries,
      places.map((of) => (of.length === 0 ? 1 : of.filter((place) => place < probes).length / of.length)),
    );
    return worse(recall) >= wanted[k].inLists;
  };
  const cheap = Math.max(leastProbes, Math.ceil((leastCodes * lists) / listOf.length));
  let probes = leastProbes;
  while (probes < lists && !isEnough(probes)) probes += Math.max(1, probes >> 3);
  return Math.min(lists, Math.max(cheap, Math.ceil(probes * probeMargin)));
}
