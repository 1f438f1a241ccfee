/** Reads vectors of one side of an embedding: half precision on disk, float32 in memory. */
import { closeSync, openSync, readSync } from 'node:fs';
import { float16ToFloat } from '#app/ml/half-floats.ts';
import { FigscopeError } from '#app/util/error.ts';
import { bytesPerValue, vectorPath, type VectorSide } from './embedding-folder.ts';

/** [65536]: the value of every half-precision pattern. */
const valueOfHalf = float16ToFloat(Uint16Array.from({ length: 65_536 }, (_none, half) => half));

export class VectorFile implements Disposable {
  readonly dimension: number;
  readonly #file: number;

  constructor(folder: string, side: VectorSide, dimension: number) {
    this.dimension = dimension;
    this.#file = openSync(vectorPath(folder, side), 'r');
  }

  /** Fills `into` ([rows, dimension]) from row `first` on; `scratch` holds at least as many half-precision values. */
  read(first: number, into: Float32Array, scratch: Uint16Array): void {
    this.readHalves(first, new Uint8Array(scratch.buffer, scratch.byteOffset, into.length * bytesPerValue));
    for (let index = 0; index < into.length; index += 1) into[index] = valueOfHalf[scratch[index]];
  }

  /** Fills `bytes` with vectors as they are stored, from row `first` on. */
  readHalves(first: number, bytes: Uint8Array): void {
    const start = first * this.dimension * bytesPerValue;
    let got = 0;
    while (got < bytes.length) {
      const more = readSync(this.#file, bytes, got, bytes.length - got, start + got);
      if (more === 0)
        throw new FigscopeError('internal', 'A file of vectors is shorter than its state says.');
      got += more;
    }
  }

  /** [dimension]: the vector of one row. */
  row(row: number): Float32Array<ArrayBuffer> {
    const vector = new Float32Array(this.dimension);
    this.read(row, vector, new Uint16Array(this.dimension));
    return vector;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}

/** Whether a row of a matrix is zero, the mark of a figure that could not be embedded. */
export function isZeroRow(matrix: Float32Array, row: number, dimension: number): boolean {
  for (let index = row * dimension; index < (row + 1) * dimension; index += 1)
    if (matrix[index] !== 0) return false;
  return true;
}

/** Whether half-precision values are not all zero: the same, before they are numbers. */
export function hasValues(halves: Uint16Array, from: number, length: number): boolean {
  for (let index = from; index < from + length; index += 1) if ((halves[index] & 0x7fff) !== 0) return true;
  return false;
}

/** Dot product of the row that starts at `offset` with a vector; four sums keep the processor's pipes full. */
export function dotRow(matrix: Float32Array, offset: number, vector: Float32Array): number {
  const { length } = vector;
  const whole = length - (length % 4);
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let index = 0; index < whole; index += 4) {
    a += matrix[offset + index] * vector[index];
    b += matrix[offset + index + 1] * vector[index + 1];
    c += matrix[offset + index + 2] * vector[index + 2];
    d += matrix[offset + index + 3] * vector[index + 3];
  }
  for (let index = whole; index < length; index += 1) a += matrix[offset + index] * vector[index];
  return a + b + (c + d);
}
