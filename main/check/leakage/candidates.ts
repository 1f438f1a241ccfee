/** Which rows of a group are compared with which. */

/** Others of its group that one row is compared with at most: a template of ten thousand captions stays affordable. */
const comparedWith = 16;

/** Pairs of a group that are `worth` comparing, each row with the nearest ones before it. */
export function* candidatesIn(
  rows: Uint32Array,
  worth: (one: number, other: number) => boolean,
): Generator<readonly [number, number]> {
  for (let at = 1; at < rows.length; at += 1) {
    let compared = 0;
    // Far enough to meet the rarer splits, not through the whole of a large group.
    const end = Math.max(0, at - 64 * comparedWith);
    for (let before = at - 1; before >= end && compared < comparedWith; before -= 1) {
      const [one, other] = [rows[before] ?? 0, rows[at] ?? 0];
      if (!worth(one, other)) continue;
      compared += 1;
      yield [one, other];
    }
  }
}

/** Pairs of rows that were met before, in another band. */
export class PairSet {
  /** About 200 MB. */
  static readonly most = 4_000_000;
  readonly #pairs = new Set<number>();

  get isFull(): boolean {
    return this.#pairs.size >= PairSet.most;
  }

  /** Notes a pair; false when it was there. */
  add(one: number, other: number): boolean {
    const key = Math.min(one, other) * 2 ** 26 + (Math.max(one, other) % 2 ** 26);
    if (this.#pairs.has(key)) return false;
    this.#pairs.add(key);
    return true;
  }
}
