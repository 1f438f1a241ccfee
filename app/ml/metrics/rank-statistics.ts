/** What is reported about the ranks at which the true items were found (1 is best; ties may give halves). */

export interface RankStatistics {
  /** Share of queries whose true item is among the first 1, 5, 10, 50. */
  readonly r1: number;
  readonly r5: number;
  readonly r10: number;
  readonly r50: number;
  /** As open_clip: the median of the ranks counted from 0, rounded down, plus 1. */
  readonly medianRank: number;
  readonly meanRank: number;
  /** Mean reciprocal rank. */
  readonly mrr: number;
}

/** @param ranks [queries], not empty */
export function retrievalReport(ranks: Float64Array): RankStatistics {
  return {
    r1: recallAtK(ranks, 1),
    r5: recallAtK(ranks, 5),
    r10: recallAtK(ranks, 10),
    r50: recallAtK(ranks, 50),
    medianRank: medianRank(ranks),
    meanRank: mean(ranks),
    mrr: mean(ranks.map((rank) => 1 / rank)),
  };
}

/** Share of ranks that are at most `k`. */
export function recallAtK(ranks: Float64Array, k: number): number {
  let found = 0;
  for (const rank of ranks) if (rank <= k) found++;
  return found / ranks.length;
}

export function medianRank(ranks: Float64Array): number {
  const sorted = ranks.toSorted();
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  return Math.floor(median - 1) + 1;
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
