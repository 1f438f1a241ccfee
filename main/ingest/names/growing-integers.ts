/** A list of whole numbers below 2^32 that grows, four bytes each. */
export class GrowingIntegers {
  #values = new Uint32Array(16);
  #length = 0;

  /** A list with these values; the array is taken over. */
  static of(values: Uint32Array<ArrayBuffer>): GrowingIntegers {
    const list = new GrowingIntegers();
    list.#values = values;
    list.#length = values.length;
    return list;
  }

  get length(): number {
    return this.#length;
  }

  /** Adds a value and returns its place. */
  push(value: number): number {
    if (this.#length === this.#values.length) {
      const larger = new Uint32Array(Math.max(16, Math.ceil(this.#length * 1.5)));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length] = value;
    this.#length += 1;
    return this.#length - 1;
  }

  at(index: number): number {
    return index < this.#length ? (this.#values[index] ?? 0) : 0;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** All of them, in place. */
  values(): Uint32Array<ArrayBuffer> {
    return this.#values.subarray(0, this.#length);
  }
}
