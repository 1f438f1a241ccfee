/** A growing column of non-negative integers in the narrowest typed array that holds them. */

export type IntegerArray = Uint8Array | Uint16Array | Uint32Array;
export type ElementBytes = 1 | 2 | 4;

const largestInteger = 0xffff_ffff;
const shortestArray = 1024;

function arrayOf(elementBytes: ElementBytes, capacity: number): IntegerArray {
  if (elementBytes === 1) return new Uint8Array(capacity);
  return elementBytes === 2 ? new Uint16Array(capacity) : new Uint32Array(capacity);
}

function bytesFor(value: number): ElementBytes {
  if (value <= 0xff) return 1;
  return value <= 0xffff ? 2 : 4;
}

function elementBytesOf(array: IntegerArray): ElementBytes {
  if (array instanceof Uint8Array) return 1;
  return array instanceof Uint16Array ? 2 : 4;
}

export class IntegerColumn {
  #array: IntegerArray;
  #length: number;

  constructor(initial: IntegerArray = new Uint8Array(0)) {
    this.#array = initial;
    this.#length = initial.length;
  }

  /** Rows in use. */
  get length(): number {
    return this.#length;
  }

  /** The rows in use; a view that is stale after the next `set`. */
  get values(): IntegerArray {
    return this.#array.subarray(0, this.#length);
  }

  get elementBytes(): ElementBytes {
    return elementBytesOf(this.#array);
  }

  /** The value of a row below `length`. */
  at(row: number): number {
    return this.#array[row];
  }

  /** Makes room for so many rows at once: growing by and by takes half as much again. */
  reserve(rows: number): void {
    if (rows > this.#array.length) this.#resize(rows);
  }

  /** Sets a row, growing to hold it (rows between are 0); values beyond 32 bits are clamped. */
  set(row: number, value: number): void {
    const clamped = Math.min(value, largestInteger);
    this.growTo(row + 1);
    const needed = bytesFor(clamped);
    if (needed > this.elementBytes) this.#widen(needed);
    this.#array[row] = clamped;
  }

  /** Sets rows from `first` on, as `set` does each. */
  setAll(first: number, values: Uint32Array): void {
    if (values.length === 0) return;
    this.growTo(first + values.length);
    let largest = 0;
    for (let index = 0; index < values.length; index += 1)
      if (values[index] > largest) largest = values[index];
    const needed = bytesFor(largest);
    if (needed > this.elementBytes) this.#widen(needed);
    this.#array.set(values, first);
  }

  /** Makes the column at least so long; new rows are 0. */
  growTo(rows: number): void {
    if (rows > this.#array.length)
      this.#resize(Math.max(shortestArray, rows, Math.ceil(this.#array.length * 1.5)));
    if (rows > this.#length) this.#length = rows;
  }

  #resize(capacity: number): void {
    const larger = arrayOf(this.elementBytes, capacity);
    larger.set(this.values);
    this.#array = larger;
  }

  #widen(elementBytes: ElementBytes): void {
    const wider = arrayOf(elementBytes, this.#array.length);
    wider.set(this.values);
    this.#array = wider;
  }
}
