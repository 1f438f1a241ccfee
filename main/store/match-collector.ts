/**
 * Takes the matches of a text query out of SQLite as a function called for every row: several times faster than rows
 * as JavaScript objects, or than letting SQLite sort them.
 */
export class MatchCollector {
  #ids = new Uint32Array(1024);
  /** Relevance, positive: negated bm25. */
  #scores = new Float32Array(1024);
  #count = 0;

  add(id: number, relevance: number): void {
    if (this.#count === this.#ids.length) this.#grow();
    this.#ids[this.#count] = id;
    this.#scores[this.#count] = relevance;
    this.#count += 1;
  }

  /** Everything that was added, most relevant first; equal ones by id. */
  sorted(): { ids: Uint32Array<ArrayBuffer>; scores: Float32Array<ArrayBuffer> } {
    // Positive floats order like their bits: one 64-bit key holds relevance (inverted) and id, and the native sort of
    // typed arrays needs no comparison function.
    const keys = new BigUint64Array(this.#count);
    const halves = new Uint32Array(keys.buffer);
    const bits = new Uint32Array(this.#scores.buffer);
    for (let index = 0; index < this.#count; index += 1) {
      halves[2 * index + lowHalf] = this.#ids[index];
      halves[2 * index + 1 - lowHalf] = 0xffff_ffff - bits[index];
    }
    keys.sort();
    const ids = new Uint32Array(this.#count);
    const sortedBits = new Uint32Array(this.#count);
    for (let index = 0; index < this.#count; index += 1) {
      ids[index] = halves[2 * index + lowHalf];
      sortedBits[index] = 0xffff_ffff - halves[2 * index + 1 - lowHalf];
    }
    return { ids, scores: new Float32Array(sortedBits.buffer) };
  }

  #grow(): void {
    const ids = new Uint32Array(2 * this.#ids.length);
    const scores = new Float32Array(ids.length);
    ids.set(this.#ids);
    scores.set(this.#scores);
    this.#ids = ids;
    this.#scores = scores;
  }
}

/** Place of the lower half of a 64-bit integer on this machine. */
const lowHalf = new Uint32Array(new BigUint64Array([1n]).buffer)[0] === 1 ? 0 : 1;
