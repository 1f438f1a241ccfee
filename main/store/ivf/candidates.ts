/** Rows that look best by their estimates: a stream of them goes in, the best `limit` come out. */
export class Candidates {
  /** What an estimate must exceed to matter. */
  threshold = Number.NEGATIVE_INFINITY;
  /** Everything that was ever added. */
  seen = 0;
  readonly #limit: number;
  #scores: Float32Array<ArrayBuffer>;
  #rows: Uint32Array<ArrayBuffer>;
  #count = 0;

  constructor(limit: number) {
    this.#limit = limit;
    this.#scores = new Float32Array(6 * limit);
    this.#rows = new Uint32Array(6 * limit);
  }

  add(scores: Float32Array, rows: Uint32Array): void {
    this.seen += scores.length;
    if (this.#count + scores.length > this.#scores.length) this.#grow(this.#count + scores.length);
    this.#scores.set(scores, this.#count);
    this.#rows.set(rows, this.#count);
    this.#count += scores.length;
    if (this.#count >= 3 * this.#limit) this.#keepBest();
  }

  /** The best rows, in ascending order: as they lie in the file. */
  rows(): Uint32Array<ArrayBuffer> {
    if (this.#count > this.#limit) this.#keepBest();
    return this.#rows.slice(0, this.#count).sort();
  }

  /** The best rows, best first. */
  ranked(): Uint32Array<ArrayBuffer> {
    if (this.#count > this.#limit) this.#keepBest();
    const places = [...this.#scores.subarray(0, this.#count).keys()];
    places.sort((a, b) => this.#scores[b] - this.#scores[a] || this.#rows[a] - this.#rows[b]);
    return Uint32Array.from(places, (place) => this.#rows[place]);
  }

  #keepBest(): void {
    const sorted = this.#scores.slice(0, this.#count).sort();
    const floor = sorted[this.#count - this.#limit];
    // Those that equal the last one to be kept fill what is left, first come, first kept.
    let equals = this.#limit;
    for (let place = this.#count - 1; place >= 0 && sorted[place] > floor; place -= 1) equals -= 1;
    let kept = 0;
    for (let place = 0; place < this.#count; place += 1) {
      const score = this.#scores[place];
      if (score < floor || (score === floor && equals-- <= 0)) continue;
      this.#scores[kept] = score;
      this.#rows[kept] = this.#rows[place];
      kept += 1;
    }
    this.#count = kept;
    this.threshold = floor;
  }

  #grow(least: number): void {
    const [scores, rows] = [this.#scores, this.#rows];
    this.#scores = new Float32Array(2 * least);
    this.#rows = new Uint32Array(2 * least);
    this.#scores.set(scores);
    this.#rows.set(rows);
  }
}
