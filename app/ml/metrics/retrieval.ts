/** Cross-modal retrieval: the rank of the true candidate of every query, and what is reported of the ranks. */
import { createRandom } from '#app/util/random.ts';

/** How candidates with exactly the true one's score are counted. */
export type Ties = 'optimistic' | 'pessimistic' | 'average';

export interface RankOptions {
  /** Default 'optimistic': rank = 1 + strictly better candidates. */
  readonly ties?: Ties;
  /** Group of every query and candidate; the best candidate of the query's group counts as the true one. */
  readonly groups?: ArrayLike<number>;
}

/**
 * Query i belongs to candidate i. Scores are float64 dot products.
 * @param queries [n, dimension]
 * @param candidates [n, dimension]
 * @returns [n] ranks, 1 is best; halves occur with 'average'
 */
export function retrievalRanks(
  queries: Float32Array,
  candidates: Float32Array,
  dimension: number,
  { ties = 'optimistic', groups }: RankOptions = {},
): Float64Array<ArrayBuffer> {
  const count = queries.length / dimension;
  const scores = new Float64Array(count); // one row of [n, n]
  return Float64Array.from({ length: count }, (_, query) => {
    for (let candidate = 0; candidate < count; candidate++) {
      let dot = 0;
      for (let i = 0; i < dimension; i++)
        dot += queries[query * dimension + i] * candidates[candidate * dimension + i];
      scores[candidate] = dot;
    }
    return rankOf(scores, query, ties, groups);
  });
}

function rankOf(
  scores: Float64Array,
  query: number,
  ties: Ties,
  groups: ArrayLike<number> | undefined,
): number {
  let target = scores[query];
  if (groups) {
    for (let candidate = 0; candidate < scores.length; candidate++) {
      if (groups[candidate] === groups[query]) target = Math.max(target, scores[candidate]);
    }
  }
  let better = 0;
  let equal = -1; // the true one itself
  for (const score of scores) {
    if (score > target) better++;
    else if (score === target) equal++;
  }
  const tied = { optimistic: 0, pessimistic: equal, average: equal / 2 }[groups ? 'optimistic' : ties];
  return 1 + better + tied;
}

export interface RetrievalReport {
  readonly r1: number;
  readonly r5: number;
  readonly r10: number;
  readonly r50: number;
  /** floor(median of the 0-based rank) + 1, as open_clip's get_clip_metrics. */
  readonly medianRank: number;
  readonly meanRank: number;
  /** Mean of 1 / rank. */
  readonly mrr: number;
}

/** Share of ranks that are at most k. */
export function recallAtK(ranks: ArrayLike<number>, k: number): number {
  let found = 0;
  for (let i = 0; i < ranks.length; i++) found += ranks[i] <= k ? 1 : 0;
  return found / ranks.length;
}

export function retrievalReport(ranks: Float64Array): RetrievalReport {
  return {
    r1: recallAtK(ranks, 1),
    r5: recallAtK(ranks, 5),
    r10: recallAtK(ranks, 10),
    r50: recallAtK(ranks, 50),
    medianRank: Math.floor(median(ranks) - 1) + 1,
    meanRank: mean(ranks),
    mrr: mean(ranks.map((rank) => 1 / rank)),
  };
}

function median(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * A 95 % percentile bootstrap interval of a statistic of ranks. Queries are drawn with replacement; the seed is fixed,
 * so that a report is the same every time.
 */
export function bootstrapInterval(
  ranks: Float64Array,
  statistic: (sample: Float64Array) => number,
  samples = 1000,
): [number, number] {
  const random = createRandom('bootstrap');
  const sample = new Float64Array(ranks.length);
  const values = Float64Array.from({ length: samples }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = ranks[random.integer(ranks.length)];
    return statistic(sample);
  }).toSorted();
  const at = (share: number) => values[Math.min(samples - 1, Math.round(share * (samples - 1)))];
  return [at(0.025), at(0.975)];
}
