/**
 * Finds the places of a list that have a key, without holding a key: twelve bytes for each. Keys are made again from
 * the list when one is looked for.
 */
import { GrowingIntegers } from './growing-integers.ts';
import { hashOf } from './hash.ts';

/** Places between which others have their turn. */
const stepLength = 20_000;

export class KeyIndex {
  readonly #keysOf: (index: number) => readonly string[];
  /** Places that have keys, one entry for each key. */
  readonly #places = new GrowingIntegers();
  /** First entry of every slot, counted from 1, and the next one of every entry; entries of a slot ascend. */
  #heads = new Uint32Array(0);
  #next = new Uint32Array(0);

  /** `keysOf`: the different keys of a place, none for a place that is not to be found. */
  private constructor(keysOf: (index: number) => readonly string[]) {
    this.#keysOf = keysOf;
  }

  static now(length: number, keysOf: (index: number) => readonly string[]): KeyIndex {
    const index = new KeyIndex(keysOf);
    for (const _step of index.#build(length));
    return index;
  }

  /** The same in steps, for millions of places. */
  static async build(length: number, keysOf: (index: number) => readonly string[]): Promise<KeyIndex> {
    const index = new KeyIndex(keysOf);
    for (const _step of index.#build(length)) await new Promise((resolve) => setImmediate(resolve));
    return index;
  }

  /** Places with this key, ascending. */
  *find(key: string): Generator<number> {
    if (this.#heads.length === 0) return;
    const slot = hashOf(key) % this.#heads.length;
    let last = -1;
    for (let entry = this.#heads[slot] ?? 0; entry !== 0; entry = this.#next[entry - 1] ?? 0) {
      const place = this.#places.at(entry - 1);
      // A place with two keys in one slot has two entries there, one after the other.
      if (place !== last && this.#keysOf(place).includes(key)) yield place;
      last = place;
    }
  }

  /** The first place with this key. */
  first(key: string): number | undefined {
    for (const place of this.find(key)) return place;
    return undefined;
  }

  *#build(length: number): Generator<void> {
    const hashes = new GrowingIntegers();
    for (let place = 0; place < length; place += 1) {
      for (const key of this.#keysOf(place)) {
        this.#places.push(place);
        hashes.push(hashOf(key));
      }
      if (place % stepLength === stepLength - 1) yield;
    }
    const entries = hashes.length;
    this.#heads = new Uint32Array(entries);
    // Each hash is needed once, and its link takes its place.
    const next = hashes.values();
    for (let entry = entries; entry > 0; entry -= 1) {
      const slot = (next[entry - 1] ?? 0) % entries;
      next[entry - 1] = this.#heads[slot] ?? 0;
      this.#heads[slot] = entry;
      if (entry % (10 * stepLength) === 0) yield;
    }
    this.#next = next;
  }
}
