/**
 * Counts the runs of text between white space. A million captions have a hundred million of them, so none becomes a
 * string before it is counted: their code units are hashed where they stand and kept once each, end to end.
 */
import { characterKind, kindOf } from './bert-unicode.ts';
import { EMPTY, grown, placeAll, spread } from './long-arrays.ts';

const HASH_START = 0x811c9dc5 | 0;
const HASH_FACTOR = 0x01000193;

export class ChunkCounter {
  #size = 0;
  /** Code units of all chunks; chunk i has those of [ends[i - 1], ends[i]). */
  #units = new Uint16Array(1 << 16);
  #ends = new Int32Array(1 << 12);
  #counts = new Float64Array(1 << 12);
  #hashes = new Int32Array(1 << 12);
  /** Open addressing: the chunk at a place, or EMPTY. At most half full. */
  #places = placeAll(0, 1 << 13, () => 0);

  add(text: string): void {
    let start = 0;
    let hash = HASH_START;
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      // White space is never outside the basic plane, so code units are enough.
      if (unit > 0x20 && unit < 0x80) {
        hash = Math.imul(hash ^ unit, HASH_FACTOR);
      } else if (kindOf(unit) !== characterKind.whiteSpace) {
        hash = Math.imul(hash ^ unit, HASH_FACTOR);
      } else {
        if (at > start) this.#count(text, start, at, hash);
        start = at + 1;
        hash = HASH_START;
      }
    }
    if (text.length > start) this.#count(text, start, text.length, hash);
  }

  /** Every chunk with its count, in the order of first meeting. */
  *entries(): Generator<[chunk: string, count: number]> {
    for (let chunk = 0; chunk < this.#size; chunk++) {
      const units = this.#units.subarray(this.#startOf(chunk), this.#ends[chunk]);
      yield [stringOf(units), this.#counts[chunk]!];
    }
  }

  #startOf(chunk: number): number {
    return chunk === 0 ? 0 : this.#ends[chunk - 1]!;
  }

  #count(text: string, start: number, end: number, hash: number): void {
    const last = this.#places.length - 1;
    for (let place = spread(hash) & last; ; place = (place + 1) & last) {
      const chunk = this.#places[place]!;
      if (chunk === EMPTY) {
        this.#places[place] = this.#append(text, start, end, hash);
        if (2 * this.#size > last) this.#rehash();
        return;
      }
      if (this.#hashes[chunk] === hash && this.#isAt(chunk, text, start, end)) {
        this.#counts[chunk]! += 1;
        return;
      }
    }
  }

  #isAt(chunk: number, text: string, start: number, end: number): boolean {
    const from = this.#startOf(chunk);
    if (this.#ends[chunk]! - from !== end - start) return false;
    for (let at = start; at < end; at++)
      if (this.#units[from + at - start] !== text.charCodeAt(at)) return false;
    return true;
  }

  #append(text: string, start: number, end: number, hash: number): number {
    const chunk = this.#size;
    const from = this.#startOf(chunk);
    const to = from + end - start;
    if (to > this.#units.length) this.#units = grown(this.#units, new Uint16Array(2 * to));
    if (chunk === this.#ends.length) {
      this.#ends = grown(this.#ends, new Int32Array(2 * chunk));
      this.#counts = grown(this.#counts, new Float64Array(2 * chunk));
      this.#hashes = grown(this.#hashes, new Int32Array(2 * chunk));
    }
    for (let at = start; at < end; at++) this.#units[from + at - start] = text.charCodeAt(at);
    this.#ends[chunk] = to;
    this.#counts[chunk] = 1;
    this.#hashes[chunk] = hash;
    this.#size = chunk + 1;
    return chunk;
  }

  #rehash(): void {
    const length = 2 * this.#places.length;
    this.#places = placeAll(this.#size, length, (chunk) => spread(this.#hashes[chunk]!));
  }
}

/** In pieces, because a call takes a limited number of arguments. */
function stringOf(units: Uint16Array): string {
  let text = '';
  for (let at = 0; at < units.length; at += 4096)
    text += String.fromCharCode(...units.subarray(at, at + 4096));
  return text;
}
