/** How far a number measured on a sample may be off: percentile bootstrap (Efron 1979), seeded. */
import { createRandom } from '#app/util/random.ts';

export interface BootstrapOptions {
  /** Resamples. */
  readonly samples?: number;
  /** Share of the resamples between the two ends. */
  readonly level?: number;
  readonly seed?: number | string;
}

/** Middle 95 % of 1,000 resamples, unless told otherwise. */
const defaults = { samples: 1000, level: 0.95, seed: 0 } as const;

/**
 * The interval of `statistic` over resamples of `values` with replacement. The array handed to `statistic` is reused:
 * it must not be kept.
 */
export function bootstrapInterval(
  values: Float64Array,
  statistic: (sample: Float64Array) => number,
  options: BootstrapOptions = {},
): [number, number] {
  const { samples, level, seed } = { ...defaults, ...options };
  const random = createRandom(seed);
  const sample = new Float64Array(values.length);
  const results = Float64Array.from({ length: samples }, () => {
    for (let i = 0; i < sample.length; i++) sample[i] = values[random.integer(values.length)];
    return statistic(sample);
  });
  results.sort();
  return [quantile(results, (1 - level) / 2), quantile(results, (1 + level) / 2)];
}

/** Linear between the two nearest of the sorted values (numpy's default). */
export function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * The same interval for a share of `count` items, of which `hits` count: the bootstrap of a share is a binomial
 * distribution, so its quantiles are computed instead of drawn. For pools in the hundred thousands.
 */
export function proportionInterval(
  hits: number,
  count: number,
  level: number = defaults.level,
): [number, number] {
  return [
    binomialQuantile(hits, count, (1 - level) / 2) / count,
    binomialQuantile(hits, count, (1 + level) / 2) / count,
  ];
}

/** Smallest k with P(X <= k) >= share, X binomial of `count` trials that succeed with probability hits / count. */
function binomialQuantile(hits: number, count: number, share: number): number {
  if (hits === 0 || hits === count) return hits;
  const odds = hits / (count - hits);
  // Weights relative to the mode, out to where they no longer count.
  const reach = Math.ceil(12 * Math.sqrt((hits * (count - hits)) / count)) + 12;
  const from = Math.max(0, hits - reach);
  const to = Math.min(count, hits + reach);
  const weights = new Float64Array(to - from + 1);
  weights[hits - from] = 1;
  for (let k = hits; k < to; k++) weights[k + 1 - from] = (weights[k - from] * odds * (count - k)) / (k + 1);
  for (let k = hits; k > from; k--)
    weights[k - 1 - from] = (weights[k - from] * k) / (odds * (count - k + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let below = 0;
  for (let k = from; k <= to; k++) {
    below += weights[k - from];
    if (below >= share * total) return k;
  }
  return to;
}
