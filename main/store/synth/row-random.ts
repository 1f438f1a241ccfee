/**
 * Random numbers that depend on (seed, row, stream) alone: any row can be made at any time, in any batch, by any
 * thread, and is always the same. Integer arithmetic only, so every machine agrees.
 */

/** Which property of a row is drawn: streams of one row are independent of each other. */
export const streams = {
  figure: 1,
  article: 2,
  title: 3,
  caption: 4,
  mention: 5,
  image: 6,
  text: 7,
} as const;
export type Stream = (typeof streams)[keyof typeof streams];

/** Mixes 32 bits so that neighbours come out unlike (finaliser of MurmurHash3). */
export function mix(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A generator (sfc32) that is started anew for every row. */
export class RowRandom {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 1;

  /** Begins the numbers of a row. `row` may have up to 53 bits. */
  start(seed: number, row: number, stream: Stream): this {
    this.#a = mix(seed ^ 0x9e3779b9) | 0;
    this.#b = mix((row >>> 0) ^ Math.imul(stream, 0x632be5ab)) | 0;
    this.#c = mix(Math.floor(row / 2 ** 32) ^ mix(Math.floor(seed / 2 ** 32) + stream)) | 0;
    this.#counter = 1;
    for (let round = 0; round < 8; round += 1) this.next();
    return this;
  }

  /** 32 random bits. */
  next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum >>> 0;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor((this.next() / 2 ** 32) * limit);
  }

  /** In [0, 1). */
  unit(): number {
    return this.next() / 2 ** 32;
  }
}
