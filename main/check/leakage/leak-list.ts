/** Leaks as they are found: all counted, the first ones of each kind kept. */
import type { Leak, leakKinds } from '#app/domain/check.ts';
import { splitNames } from '#app/domain/figure.ts';

export type LeakKind = (typeof leakKinds)[number];

const keptOfAKind = 200;

export class LeakList {
  readonly pairs: Leak[] = [];
  readonly counts: Partial<Record<LeakKind, number>> = {};
  /** Split of every row + 1; 0 for a row that is not there. */
  readonly #splits: Uint32Array;
  readonly #kept = new Map<LeakKind, number>();

  constructor(splits: Uint32Array) {
    this.#splits = splits;
  }

  /** Whether two rows are in different splits. */
  crosses(one: number, other: number): boolean {
    const [a, b] = [this.#splits[one], this.#splits[other]];
    return a !== b && a !== 0 && b !== 0;
  }

  /** Notes one pair of rows in different splits. */
  add(kind: LeakKind, one: number, other: number, similarity?: number): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.#keep(kind, one, other, similarity);
  }

  /** Notes all pairs across splits of rows that are all alike: counted by multiplication, not one by one. */
  addGroup(kind: LeakKind, rows: Uint32Array): void {
    const firsts = new Map<number, number>();
    const sizes = new Map<number, number>();
    for (const row of rows) {
      const split = this.#splits[row] ?? 0;
      if (split === 0) continue;
      if (!firsts.has(split)) firsts.set(split, row);
      sizes.set(split, (sizes.get(split) ?? 0) + 1);
    }
    if (sizes.size < 2) return;
    let [pairs, before] = [0, 0];
    for (const size of sizes.values()) {
      pairs += before * size;
      before += size;
    }
    this.counts[kind] = (this.counts[kind] ?? 0) + pairs;
    const [first, ...others] = firsts.values();
    if (first !== undefined) for (const other of others) this.#keep(kind, first, other);
  }

  #keep(kind: LeakKind, one: number, other: number, similarity?: number): void {
    const kept = this.#kept.get(kind) ?? 0;
    if (kept >= keptOfAKind) return;
    this.#kept.set(kind, kept + 1);
    const [low, high] = one < other ? [one, other] : [other, one];
    const splitOf = (row: number) => splitNames[(this.#splits[row] ?? 1) - 1] ?? 'train';
    this.pairs.push({
      kind,
      figures: [low, high],
      splits: [splitOf(low), splitOf(high)],
      ...(similarity === undefined ? {} : { similarity: Math.round(similarity * 1000) / 1000 }),
    });
  }
}
