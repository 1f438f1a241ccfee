/**
 * Measures an index that was just built, and chooses how far searches in it go. Queries are stored vectors of the same
 * side and, where there are some, of the other (texts that look for images are far from all of them). The truth is what
 * the build found by comparing every row with every query.
 */
import type { ExactIndex } from '../exact-index.ts';
import { TopK } from '../top-k.ts';
import { isInShare, measuredShares, type BuildAnswer } from './build-messages.ts';
import type { IndexSearch } from './index-search.ts';
import { tunedK, type TunedLevel, type Tuning } from './probe-plan.ts';

/** Recall that settings must reach in the lists they look into, and altogether. */
const wantedListRecall = 0.996;
const wantedRecall = 0.994;
const spreads = [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3] as const;
const leastProbes = 16;
/** Codes that take less than a millisecond: looking into fewer lists would save nothing. */
const leastCodes = 25_000;
/** More lists than were enough for the queries at hand. */
const probeMargin = 1.5;
const rerankSteps = [100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400] as const;
const mostRerank = 3200;
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
  readonly exact: ExactIndex;
  readonly queries: readonly RecallQuery[];
  /** [threads][shares][queries] */
  readonly noted: readonly Neighbours[];
  readonly listOf: Uint16Array;
  readonly lists: number;
}

/** Goes on between queries, so that a build can be cancelled. */
export async function* tune(parts: TuneParts): AsyncGenerator<string, Tuning> {
  const { exact, listOf } = parts;
  yield 'measuring recall';
  const shares = measuredShares.filter((share) => share === 1 || share * exact.rows >= leastRows);
  const truths = shares.map((_share, level) =>
    parts.queries.map((query, place) => trueNeighbours(parts, level, place, query)),
  );
  const levels: TunedLevel[] = [];
  for (const [level, share] of shares.entries()) {
    const truth = truths[level];
    // The order of lists that needs the fewest.
    const { probes, spread } = spreads
      .map((candidate) => ({ spread: candidate, probes: chooseProbes(parts, truth, candidate) }))
      .reduce((a, b) => (b.probes < a.probes ? b : a));
    const mask =
      share === 1 ? undefined : Uint8Array.from(listOf, (_list, row) => (isInShare(row, share) ? 1 : 0));
    parts.search.setMask(mask);
    yield `measuring recall with ${probes} lists`;
    const rankings = parts.queries.map(({ vector }) =>
      parts.search.estimated(vector, { probes, spread, rerank: mostRerank }),
    );
    const recallWith = (rerank: number): TunedLevel['recall'] =>
      byKind(
        parts.queries,
        rankings.map((ranking, query) => shareFound(truth[query], ranking.subarray(0, rerank + 1))),
      );
    const enough = rerankSteps.findIndex((rerank) => worse(recallWith(rerank)) >= wantedRecall);
    // One step more than what was enough.
    const rerank = enough === -1 ? mostRerank : (rerankSteps[enough + 1] ?? mostRerank);
    levels.push({ share, probes, spread, rerank, recall: recallWith(rerank) });
  }
  return levels;
}

/** The true best rows of a query among a share of the rows, in float64, from what the threads have noted. */
function trueNeighbours(
  { noted, exact }: TuneParts,
  level: number,
  place: number,
  { vector }: RecallQuery,
): number[] {
  const top = new TopK(tunedK);
  for (const ofThread of noted) {
    for (const row of ofThread[level][place].ids) top.offer(row, exact.scoreOf(row, vector) ?? -Infinity);
  }
  return [...top.sorted().ids];
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

const worse = ({ stored, crossed = 1 }: TunedLevel['recall']): number => Math.min(stored, crossed);

/** Candidates are compared exactly, so what is among them is found. A query's own row is one more. */
function shareFound(wanted: readonly number[], candidates: Uint32Array): number {
  const found = new Set(candidates);
  return wanted.length === 0 ? 1 : wanted.filter((row) => found.has(row)).length / wanted.length;
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
    return worse(recall) >= wantedListRecall;
  };
  const cheap = Math.max(leastProbes, Math.ceil((leastCodes * lists) / listOf.length));
  let probes = leastProbes;
  while (probes < lists && !isEnough(probes)) probes += Math.max(1, probes >> 3);
  return Math.min(lists, Math.max(cheap, Math.ceil(probes * probeMargin)));
}
