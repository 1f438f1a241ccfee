/**
 * Exact search: every vector is compared, in float64. Vectors come in blocks; those of a corpus of moderate size stay
 * in memory as float32, larger ones are read from the file (that is, from the operating system's cache) each time.
 */
import { FigscopeError } from '#app/util/error.ts';
import type { VectorSide } from './embedding-folder.ts';
import { TopK } from './top-k.ts';
import { isZeroRow, VectorFile } from './vector-file.ts';
import type { VectorHits, VectorIndex, VectorSearch } from './vector-index.ts';

const rowsPerBlock = 4096;
const keptBytes = 192 * 2 ** 20;

export class ExactIndex implements VectorIndex {
  readonly exact = true;
  readonly rows: number;
  readonly dimension: number;
  readonly #file: VectorFile;
  readonly #kept: Float32Array[] | undefined;
  readonly #halves: Uint16Array;
  readonly #block: Float32Array;

  /** Over the first `rows` vectors of a file. */
  constructor(folder: string, side: VectorSide, dimension: number, rows: number) {
    this.#file = new VectorFile(folder, side, dimension);
    this.rows = rows;
    this.dimension = dimension;
    this.#kept = rows * dimension * Float32Array.BYTES_PER_ELEMENT <= keptBytes ? [] : undefined;
    this.#halves = new Uint16Array(rowsPerBlock * dimension);
    this.#block = new Float32Array(this.#kept ? 0 : rowsPerBlock * dimension);
  }

  vector(row: number): Float32Array<ArrayBuffer> | undefined {
    if (row >= this.rows) return undefined;
    const vector = this.#file.row(row);
    return isZeroRow(vector, 0, this.dimension) ? undefined : vector;
  }

  search({ vector, k, mask, rankOf }: VectorSearch): VectorHits {
    if (vector.length !== this.dimension) {
      throw new FigscopeError('invalid-input', {
        message: `The query has ${vector.length} values, the vectors have ${this.dimension}.`,
        remedy: 'Encode the query with the model that made the embedding.',
      });
    }
    const target = rankOf === undefined ? undefined : this.vector(rankOf);
    const targetScore = target ? dotRow(target, 0, vector) : undefined;
    const best = new TopK(k);
    let pool = 0;
    let better = 0;
    for (let first = 0; first < this.rows; first += rowsPerBlock) {
      const block = this.#blockAt(first);
      const rows = block.length / this.dimension;
      for (let row = 0; row < rows; row += 1) {
        if (mask && mask[first + row] !== 1) continue;
        const score = dotRow(block, row * this.dimension, vector);
        if (score === 0 && isZeroRow(block, row, this.dimension)) continue;
        pool += 1;
        if (targetScore !== undefined && score > targetScore) better += 1;
        best.offer(first + row, score);
      }
    }
    return {
      ...best.sorted(),
      pool,
      exact: true,
      rankOf: targetScore === undefined ? undefined : better + 1,
    };
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  /** [rows of the block, dimension] from row `first` on; valid until the next call. */
  #blockAt(first: number): Float32Array {
    const number = first / rowsPerBlock;
    const kept = this.#kept?.[number];
    if (kept) return kept;
    const length = Math.min(rowsPerBlock, this.rows - first) * this.dimension;
    const block = this.#kept ? new Float32Array(length) : this.#block.subarray(0, length);
    this.#file.read(first, block, this.#halves);
    if (this.#kept) this.#kept[number] = block;
    return block;
  }
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
