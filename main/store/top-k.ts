/** The k best scores of a stream of them. Equal scores: the lower row comes first, so that results repeat. */
export class TopK {
  readonly #limit: number;
  /** A heap with the worst kept entry in front. */
  readonly #rows: number[] = [];
  readonly #scores: number[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What a score must reach to be kept. */
  get floor(): number {
    return this.#rows.length < this.#limit ? Number.NEGATIVE_INFINITY : (this.#scores[0] ?? Infinity);
  }

  offer(row: number, score: number): void {
    const { length } = this.#rows;
    if (length < this.#limit) {
      this.#rows.push(row);
      this.#scores.push(score);
      this.#rise(length);
    } else if (this.#limit > 0 && this.#isWorse(this.#scores[0], this.#rows[0], score, row)) {
      this.#rows[0] = row;
      this.#scores[0] = score;
      this.#sink();
    }
  }

  /** Best first. */
  sorted(): { ids: Uint32Array<ArrayBuffer>; scores: Float32Array<ArrayBuffer> } {
    const order = [...this.#rows.keys()].sort(
      (a, b) => this.#scores[b] - this.#scores[a] || this.#rows[a] - this.#rows[b],
    );
    return {
      ids: Uint32Array.from(order, (place) => this.#rows[place]),
      scores: Float32Array.from(order, (place) => this.#scores[place]),
    };
  }

  #isWorse(score: number, row: number, otherScore: number, otherRow: number): boolean {
    return score < otherScore || (score === otherScore && row > otherRow);
  }

  #isWorseAt(a: number, b: number): boolean {
    return this.#isWorse(this.#scores[a], this.#rows[a], this.#scores[b], this.#rows[b]);
  }

  #swap(a: number, b: number): void {
    [this.#rows[a], this.#rows[b]] = [this.#rows[b], this.#rows[a]];
    [this.#scores[a], this.#scores[b]] = [this.#scores[b], this.#scores[a]];
  }

  #rise(from: number): void {
    for (let place = from; place > 0; ) {
      const parent = (place - 1) >> 1;
      if (!this.#isWorseAt(place, parent)) return;
      this.#swap(place, parent);
      place = parent;
    }
  }

  #sink(): void {
    for (let place = 0; ; ) {
      const left = 2 * place + 1;
      let worst = place;
      if (left < this.#rows.length && this.#isWorseAt(left, worst)) worst = left;
      if (left + 1 < this.#rows.length && this.#isWorseAt(left + 1, worst)) worst = left + 1;
      if (worst === place) return;
      this.#swap(place, worst);
      place = worst;
    }
  }
}
