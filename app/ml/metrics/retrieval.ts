/** Cross-modal retrieval, exact: at which rank each query finds its own pair among all candidates. */
import { dot, forEachDot } from './dot-products.ts';

export { bootstrapInterval, proportionInterval } from './bootstrap.ts';
export { recallAtK, medianRank, retrievalReport, type RankStatistics } from './rank-statistics.ts';

/**
 * Where a candidate with exactly the score of the true one stands. `optimistic`: behind it. `pessimistic`: before it.
 * `average`: half of them before it, the expected rank when ties are broken at random; a model that gives all vectors
 * the same value then ranks in the middle, not first.
 */
export type TieRule = 'optimistic' | 'pessimistic' | 'average';

export interface RankOptions {
  /** Default `average`. */
  readonly ties?: TieRule;
  /**
   * Group of every pair, for captions that several figures share: any candidate of the query's group counts as found,
   * and the best of them is ranked.
   */
  readonly groups?: ArrayLike<number | bigint | string>;
}

/**
 * The rank of candidate i for query i among all candidates: 1 + candidates that score higher, + ties by the rule.
 * Scores are dot products in float64 of the float32 vectors; give them L2-normalised for cosines.
 * @param queries [pairs, dimension]
 * @param candidates [pairs, dimension]
 * @returns [pairs]
 */
export function retrievalRanks(
  queries: Float32Array,
  candidates: Float32Array,
  dimension: number,
  options: RankOptions = {},
): Float64Array {
  const counter = new RankCounter(queries, candidates, dimension, options);
  forEachDot(queries, candidates, dimension, (query, _candidate, score) => counter.count(query, score));
  return counter.ranks();
}

/** Both directions from one pass over the scores: images find texts, texts find images. */
export function retrievalRanksBothWays(
  images: Float32Array,
  texts: Float32Array,
  dimension: number,
  options: RankOptions = {},
): { imageToText: Float64Array; textToImage: Float64Array } {
  const imageToText = new RankCounter(images, texts, dimension, options);
  const textToImage = new RankCounter(texts, images, dimension, options);
  forEachDot(images, texts, dimension, (image, text, score) => {
    imageToText.count(image, score);
    textToImage.count(text, score);
  });
  return { imageToText: imageToText.ranks(), textToImage: textToImage.ranks() };
}

/** Counts, per query, how many scores are above and how many equal that of its target. */
class RankCounter {
  readonly #targets: Float64Array;
  readonly #above: Uint32Array;
  readonly #equal: Uint32Array;
  /** Candidates that are themselves right answers with the best score: never ties. */
  readonly #own: Uint32Array;
  readonly #ties: TieRule;

  constructor(
    queries: Float32Array,
    candidates: Float32Array,
    dimension: number,
    { ties = 'average', groups }: RankOptions,
  ) {
    const pairs = queries.length / dimension;
    this.#ties = ties;
    this.#targets = new Float64Array(pairs);
    this.#above = new Uint32Array(pairs);
    this.#equal = new Uint32Array(pairs);
    this.#own = new Uint32Array(pairs);
    const membersOf = groups === undefined ? (pair: number) => [pair] : groupMembers(groups);
    for (let query = 0; query < pairs; query++) {
      const scores = membersOf(query).map((member) => dot(queries, query, candidates, member, dimension));
      const best = scores.reduce((a, b) => Math.max(a, b));
      this.#targets[query] = best;
      this.#own[query] = scores.filter((score) => score === best).length;
    }
  }

  count(query: number, score: number): void {
    const target = this.#targets[query];
    if (score > target) this.#above[query]++;
    else if (score === target) this.#equal[query]++;
  }

  ranks(): Float64Array {
    const share = this.#ties === 'optimistic' ? 0 : this.#ties === 'pessimistic' ? 1 : 0.5;
    return Float64Array.from(
      this.#above,
      (above, query) => 1 + above + share * (this.#equal[query] - this.#own[query]),
    );
  }
}

function groupMembers(groups: ArrayLike<number | bigint | string>): (pair: number) => readonly number[] {
  const members = new Map<number | bigint | string, number[]>();
  for (let pair = 0; pair < groups.length; pair++) {
    const known = members.get(groups[pair]);
    if (known) known.push(pair);
    else members.set(groups[pair], [pair]);
  }
  return (pair) => members.get(groups[pair]) ?? [pair];
}
