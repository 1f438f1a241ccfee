/** Appends vectors in row order. What is committed survives a kill at any moment; the rest is cut off at the next open. */
import {
  appendFileSync,
  closeSync,
  fdatasyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { floatToFloat16 } from '#app/ml/half-floats.ts';
import { FigscopeError } from '#app/util/error.ts';
import {
  bytesPerValue,
  readVectorState,
  vectorPath,
  writeVectorState,
  type VectorSide,
} from './embedding-folder.ts';
import { withStoreErrors } from './store-error.ts';

export interface VectorWriter extends Disposable {
  /** Rows that are complete and durable; the next appended row is this one plus those appended since. */
  readonly committed: number;
  /** Appends [rows, dimension], L2-normalised, in row order; a row that could not be embedded is all zero. */
  append(vectors: Float32Array): void;
  /** Notes why the vector of a row is zero. */
  fail(row: number, reason: string): void;
  /** Returns when everything appended so far is on the disk. */
  commit(): void;
}

/**
 * Opens one side of an embedding for appending. Throws conflict when its vectors have another dimension, storage-full
 * and permission-denied. One writer at a time per side; the two sides may be written by one process at once.
 */
export function openVectorWriter(folder: string, dimension: number, side: VectorSide): VectorWriter {
  return withStoreErrors('open the vectors', () => {
    mkdirSync(folder, { recursive: true });
    const state = readVectorState(folder);
    if (state && state.dimension !== dimension) {
      throw new FigscopeError('conflict', {
        message: `The vectors in ${folder} have ${state.dimension} values each, not ${dimension}.`,
        remedy: 'Remove that embedding, or embed with the model it was made with.',
        facts: { dimension: state.dimension },
      });
    }
    return new FileVectorWriter(folder, dimension, side, state?.[side] ?? 0);
  });
}

class FileVectorWriter implements VectorWriter {
  readonly #folder: string;
  readonly #dimension: number;
  readonly #side: VectorSide;
  readonly #file: number;
  #committed: number;
  #appended = 0;
  #failures: string[] = [];

  constructor(folder: string, dimension: number, side: VectorSide, committed: number) {
    this.#folder = folder;
    this.#dimension = dimension;
    this.#side = side;
    this.#committed = committed;
    // Appending mode would not let the file be cut; r+ needs it to exist.
    closeSync(openSync(vectorPath(folder, side), 'a'));
    this.#file = openSync(vectorPath(folder, side), 'r+');
    ftruncateSync(this.#file, committed * dimension * bytesPerValue);
  }

  get committed(): number {
    return this.#committed;
  }

  append(vectors: Float32Array): void {
    if (vectors.length % this.#dimension !== 0) {
      throw new FigscopeError(
        'internal',
        `${vectors.length} values are no whole number of vectors of ${this.#dimension}.`,
      );
    }
    const halves = floatToFloat16(vectors);
    const bytes = new Uint8Array(halves.buffer, halves.byteOffset, halves.byteLength);
    const rows = this.#committed + this.#appended;
    const start = rows * this.#dimension * bytesPerValue;
    withStoreErrors('write the vectors', () => {
      let written = 0;
      while (written < bytes.length) {
        written += writeSync(this.#file, bytes, written, bytes.length - written, start + written);
      }
    });
    this.#appended += vectors.length / this.#dimension;
  }

  fail(row: number, reason: string): void {
    this.#failures.push(`${JSON.stringify({ row, side: this.#side, reason })}\n`);
  }

  commit(): void {
    withStoreErrors('write the vectors', () => {
      if (this.#failures.length > 0) {
        appendFileSync(join(this.#folder, 'failed.jsonl'), this.#failures.join(''));
        this.#failures = [];
      }
      fdatasyncSync(this.#file);
      const committed = this.#committed + this.#appended;
      // Read again: the other side may have moved on.
      const before = readVectorState(this.#folder) ?? {
        dimension: this.#dimension,
        image: 0,
        text: 0,
        createdAt: new Date().toISOString(),
      };
      writeVectorState(this.#folder, { ...before, [this.#side]: committed });
      this.#committed = committed;
      this.#appended = 0;
    });
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }
}
