/**
 * Pairs of neighbouring tokens: how often each occurs, and in which words. There are millions, so they are numbers in
 * long arrays: a hash table of pairs, and for each pair a chain of the words that had it at some time.
 */
import { EMPTY, grown, placeAll, spread } from './long-arrays.ts';

/** The end of a chain. */
const NONE = -1;

export class PairCounts {
  #size = 0;
  #lefts = new Int32Array(1 << 12);
  #rights = new Int32Array(1 << 12);
  #counts = new Float64Array(1 << 12);
  /** The first link of a pair's chain. */
  #chains = new Int32Array(1 << 12);
  /** Open addressing: the pair at a place, or EMPTY. At most half full. */
  #places = placeAll(0, 1 << 13, () => 0);
  #linkWords = new Int32Array(1 << 14);
  #linkNexts = new Int32Array(1 << 14);
  #links = 0;
  /** Links that are used again, chained like those of a pair. */
  #freeLinks = NONE;

  leftOf(pair: number): number {
    return this.#lefts[pair]!;
  }

  rightOf(pair: number): number {
    return this.#rights[pair]!;
  }

  countOf(pair: number): number {
    return this.#counts[pair]!;
  }

  /** Pairs are numbered 0, 1, 2, ... as they are first met. */
  get size(): number {
    return this.#size;
  }

  /** Adds occurrences in a word; the number of the pair. */
  add(left: number, right: number, count: number, word: number): number {
    const pair = this.#find(left, right);
    this.#counts[pair]! += count;
    const first = this.#chains[pair]!;
    // A word is linked again and again while it is worked on; looking at the newest link avoids nearly all repeats.
    if (first === NONE || this.#linkWords[first] !== word) this.#chains[pair] = this.#link(word, first);
    return pair;
  }

  /** Takes occurrences away. The words stay in the chain. */
  remove(left: number, right: number, count: number): void {
    this.#counts[this.#find(left, right)]! -= count;
  }

  /**
   * Empties a pair: calls `visit` with every word that had it, some perhaps more than once or no longer, and sets its
   * count to zero. Meanwhile nothing may be added to it.
   */
  drain(pair: number, visit: (word: number) => void): void {
    let link = this.#chains[pair]!;
    this.#chains[pair] = NONE;
    while (link !== NONE) {
      const word = this.#linkWords[link]!;
      const next = this.#linkNexts[link]!;
      this.#linkNexts[link] = this.#freeLinks;
      this.#freeLinks = link;
      visit(word);
      link = next;
    }
    this.#counts[pair] = 0;
  }

  #link(word: number, next: number): number {
    let link = this.#freeLinks;
    if (link !== NONE) {
      this.#freeLinks = this.#linkNexts[link]!;
    } else {
      link = this.#links;
      this.#links += 1;
      if (link === this.#linkWords.length) {
        this.#linkWords = grown(this.#linkWords, new Int32Array(2 * link));
        this.#linkNexts = grown(this.#linkNexts, new Int32Array(2 * link));
      }
    }
    this.#linkWords[link] = word;
    this.#linkNexts[link] = next;
    return link;
  }

  #find(left: number, right: number): number {
    const last = this.#places.length - 1;
    for (let place = placeOf(left, right) & last; ; place = (place + 1) & last) {
      const pair = this.#places[place]!;
      if (pair === EMPTY) {
        this.#places[place] = this.#append(left, right);
        if (2 * this.#size > last) this.#rehash();
        return this.#size - 1;
      }
      if (this.#lefts[pair] === left && this.#rights[pair] === right) return pair;
    }
  }

  #append(left: number, right: number): number {
    const pair = this.#size;
    if (pair === this.#lefts.length) {
      this.#lefts = grown(this.#lefts, new Int32Array(2 * pair));
      this.#rights = grown(this.#rights, new Int32Array(2 * pair));
      this.#counts = grown(this.#counts, new Float64Array(2 * pair));
      this.#chains = grown(this.#chains, new Int32Array(2 * pair));
    }
    this.#lefts[pair] = left;
    this.#rights[pair] = right;
    this.#counts[pair] = 0;
    this.#chains[pair] = NONE;
    this.#size = pair + 1;
    return pair;
  }

  #rehash(): void {
    const placeOfPair = (pair: number): number => placeOf(this.#lefts[pair]!, this.#rights[pair]!);
    this.#places = placeAll(this.#size, 2 * this.#places.length, placeOfPair);
  }
}

const placeOf = (left: number, right: number): number => spread(Math.imul(left, 0x9e3779b1) ^ right);
