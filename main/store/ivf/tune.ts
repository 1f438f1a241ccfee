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
const wantedListRecall = 0.998;
const wantedRecall = 0.995;
const leastProbes = 8;
const rerankSteps = [100, 150, 200, 300, 400, 600, 800, 1200, 1600, 2400, 3200] as const;
/** A share with fewer rows is not searched by the index. */
const leastRows = 1000;

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
  const levels: TunedLevel[] = [];
  for (const [level, share] of measuredShares.entries()) {
    if (share !== 1 && share * exact.rows < leastRows) continue;
    yield `measuring recall among ${share * 100} % of the rows`;
    const truth = parts.queries.map((query, place) => trueNeighbours(parts, level, place, query));
    const probes = chooseProbes(parts, truth);
    const mask =
      share === 1 ? undefined : Uint8Array.from(listOf, (_list, row) => (isInShare(row, share) ? 1 : 0));
    parts.search.setMask(mask);
    let reached: TunedLevel | undefined;
    let isMargin = false;
    for (const rerank of rerankSteps) {
      yield `measuring recall with ${probes} lists and ${rerank} candidates`;
      const recall = measure(parts, truth, probes, rerank);
      reached = { share, probes, rerank, recall };
      // One step more than what was enough.
      if (isMargin) break;
      isMargin = Math.min(recall.stored, recall.crossed ?? 1) >= wantedRecall;
    }
    if (reached) levels.push(reached);
  }
  return levels;
}

/** The true best rows of a query among a share of the rows, in float64, from what the threads have noted. */
function trueNeighbours({ noted, exact }: TuneParts, level: number, place: number, { vector }: RecallQuery): number[] {
  const top = new TopK(tunedK);
  for (const ofThread of noted) {
    for (const row of ofThread[level][place].ids) top.offer(row, exact.scoreOf(row, vector) ?? -Infinity);
  }
  return [...top.sorted().ids];
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Recall by kind of query, from the recall of each. */
function byKind(queries: readonly RecallQuery[], recalls: readonly number[]): TunedLevel['recall'] {
  const stored = recalls.filter((_recall, place) => queries[place].ownRow !== undefined);
  const crossed = recalls.filter((_recall, place) => queries[place].ownRow === undefined);
  return {
    stored: stored.length === 0 ? 1 : average(stored),
    ...(crossed.length === 0 ? {} : { crossed: average(crossed) }),
  };
}

/** The fewest lists that hold what is looked for, for the worse kind of query, and a quarter more. */
function chooseProbes({ search, queries, listOf, lists }: TuneParts, truth: readonly number[][]): number {
  const places = queries.map(({ vector }, query) => {
    const order = search.listOrder(vector);
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
    return Math.min(recall.stored, recall.crossed ?? 1) >= wantedListRecall;
  };
  let probes = leastProbes;
  while (probes < lists && !isEnough(probes)) probes += Math.max(1, probes >> 3);
  return Math.min(lists, Math.ceil(probes * 1.25));
}

function measure(
  { search, queries }: TuneParts,
  truth: readonly number[][],
  probes: number,
  rerank: number,
): TunedLevel['recall'] {
  const recalls = queries.map(({ vector, ownRow }, place) => {
    const top = new TopK(tunedK + 1);
    search.search(vector, { probes, rerank }, top);
    const found = new Set([...top.sorted().ids].filter((row) => row !== ownRow).slice(0, tunedK));
    const wanted = truth[place];
    return wanted.length === 0 ? 1 : wanted.filter((row) => found.has(row)).length / wanted.length;
  });
  return byKind(queries, recalls);
}
