/** The most frequent of pairs whose counts change. */
import { grown } from './long-arrays.ts';
import type { PairCounts } from './pair-counts.ts';

/**
 * A binary heap of pairs with the counts they had when they were queued. A pair may be queued several times; an entry
 * whose count is not the present one is stale. Whoever raises a count queues the pair again.
 */
export class MergeQueue {
  readonly #pairs: PairCounts;
  #heapPairs = new Int32Array(1 << 12);
  #heapCounts = new Float64Array(1 << 12);
  #length = 0;

  constructor(pairs: PairCounts) {
    this.#pairs = pairs;
  }

  /** Queues a pair with its present count. */
  push(pair: number): void {
    if (this.#length === this.#heapPairs.length) {
      this.#heapPairs = grown(this.#heapPairs, new Int32Array(2 * this.#length));
      this.#heapCounts = grown(this.#heapCounts, new Float64Array(2 * this.#length));
    }
    const count = this.#pairs.countOf(pair);
    let at = this.#length;
    this.#length += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.#isBefore(count, pair, parent)) break;
      this.#move(parent, at);
      at = parent;
    }
    this.#heapPairs[at] = pair;
    this.#heapCounts[at] = count;
  }

  /** Takes the most frequent pair out; of equally frequent ones that of the oldest tokens. */
  takeMostFrequent(): number | undefined {
    while (this.#length > 0) {
      const pair = this.#heapPairs[0]!;
      const count = this.#heapCounts[0]!;
      this.#removeFirst();
      const present = this.#pairs.countOf(pair);
      if (count === present && count > 0) return pair;
      // Counts that grew were queued again then; those that fell are queued again now.
      if (count > present && present > 0) this.push(pair);
    }
    return undefined;
  }

  #removeFirst(): void {
    this.#length -= 1;
    const last = this.#length;
    const pair = this.#heapPairs[last]!;
    const count = this.#heapCounts[last]!;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= last) break;
      const other = child + 1;
      if (other < last && this.#isBefore(this.#heapCounts[other]!, this.#heapPairs[other]!, child))
        child = other;
      if (this.#isBefore(count, pair, child)) break;
      this.#move(child, at);
      at = child;
    }
    this.#heapPairs[at] = pair;
    this.#heapCounts[at] = count;
  }

  #move(from: number, to: number): void {
    this.#heapPairs[to] = this.#heapPairs[from]!;
    this.#heapCounts[to] = this.#heapCounts[from]!;
  }

  /** Whether a pair with this count comes before the entry at `place`. */
  #isBefore(count: number, pair: number, place: number): boolean {
    const otherCount = this.#heapCounts[place]!;
    if (count !== otherCount) return count > otherCount;
    const other = this.#heapPairs[place]!;
    const left = this.#pairs.leftOf(pair) - this.#pairs.leftOf(other);
    return left < 0 || (left === 0 && this.#pairs.rightOf(pair) < this.#pairs.rightOf(other));
  }
}
