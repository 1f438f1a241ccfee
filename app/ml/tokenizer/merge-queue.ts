/** Pairs of neighbouring tokens with their counts, most frequent first, while the counts change. */

export interface TokenPair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** Indices of words that had the pair at some time; a word may have lost it since. */
  readonly words: Set<number>;
}

/** A pair as it stood when it was queued: stale when the count has changed since. */
interface Entry {
  readonly pair: TokenPair;
  readonly count: number;
}

export class MergeQueue {
  readonly #pairs = new Map<number, TokenPair>();
  /** Binary heap; a pair may be in it several times, and only an entry with its present count is valid. */
  readonly #heap: Entry[] = [];

  /** Adds `count` (negative: takes away) to a pair, on behalf of one word. */
  add(left: number, right: number, count: number, word: number): void {
    const key = left * 2 ** 26 + right;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, words: new Set() };
      this.#pairs.set(key, pair);
    }
    pair.count += count;
    if (count > 0) {
      pair.words.add(word);
      this.#push({ pair, count: pair.count });
    }
  }

  /** Removes and returns the most frequent pair; of equally frequent ones that of the oldest tokens. */
  takeMostFrequent(): TokenPair | undefined {
    for (let top = this.#pop(); top !== undefined; top = this.#pop()) {
      if (top.count !== top.pair.count) {
        // Counts that grew were queued again then; those that fell are queued again now.
        if (top.count > top.pair.count && top.pair.count > 0)
          this.#push({ pair: top.pair, count: top.pair.count });
        continue;
      }
      this.#pairs.delete(top.pair.left * 2 ** 26 + top.pair.right);
      const taken = { ...top.pair };
      top.pair.count = 0;
      return taken;
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(entry, heap[parent])) break;
      heap[at] = heap[parent];
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
      if (!isBefore(heap[child], last)) break;
      heap[at] = heap[child];
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  if (a.count !== b.count) return a.count > b.count;
  return a.pair.left - b.pair.left < 0 || (a.pair.left === b.pair.left && a.pair.right < b.pair.right);
}
