/** Draws places of a list by weight in constant time (Walker's alias method, as Vose builds it). */
import type { RowRandom } from './row-random.ts';

export class WeightedChoice {
  /** [places]: below this many of 2^32 the place itself is drawn, else its alias. */
  readonly #threshold: Uint32Array;
  readonly #alias: Uint32Array;

  constructor(weights: readonly number[] | Float64Array) {
    const count = weights.length;
    let sum = 0;
    for (const weight of weights) sum += weight;
    const scaled = Float64Array.from(weights, (weight) => (weight * count) / sum);
    this.#threshold = new Uint32Array(count).fill(0xffff_ffff);
    this.#alias = Uint32Array.from({ length: count }, (_none, place) => place);
    const small: number[] = [];
    const large: number[] = [];
    scaled.forEach((share, place) => (share < 1 ? small : large).push(place));
    for (let low = small.pop(), high = large.pop(); low !== undefined && high !== undefined; ) {
      this.#threshold[low] = Math.floor(scaled[low] * 2 ** 32);
      this.#alias[low] = high;
      scaled[high] -= 1 - scaled[low];
      if (scaled[high] < 1) {
        low = high;
        high = large.pop();
      } else low = small.pop();
    }
  }

  draw(random: RowRandom): number {
    const place = random.below(this.#threshold.length);
    return random.next() < this.#threshold[place] ? place : this.#alias[place];
  }
}

/** Weights 1, 1/2^s, 1/3^s ...: how often the words of a language, and journals, occur (Zipf's law). */
export function zipfWeights(count: number, exponent = 1): Float64Array {
  return Float64Array.from({ length: count }, (_none, place) => (place + 1) ** -exponent);
}
