/**
 * Dot products of a query with the vectors of a file, block by block in the memory of a kernel. Vectors of a corpus of
 * moderate size stay there; of larger ones only what a mask lets through is read (from the operating system's cache).
 */
import { createVectorKernel, dotsQueryScale } from '../../native/kernels/vectors.ts';
import { bytesPerValue } from './embedding-folder.ts';
import type { Mask } from './evaluate-filter.ts';
import { hasValues, type VectorFile } from './vector-file.ts';

/** Rows that are looked at together. */
const rowsPerBlock = 2048;
const keptBytes = 128 * 2 ** 20;
/** Of a block of which fewer rows are wanted than one in this many, those rows alone are read. */
const sparseShare = 8;

/** Reading as many rows too much costs less than another read. */
const gapRows = 4;

/** What to do with the rows of a scan. Scores are first given in float32, which decides whether the exact one is made. */
export interface ScanVisitor {
  /** Whether the row matters, by its score and how far that may be off. */
  wants(score: number, uncertainty: number): boolean;
  /** The score in float64; rows come in ascending order. */
  take(row: number, score: number): void;
}

export class VectorScan {
  readonly #file: VectorFile;
  readonly #dimension: number;
  readonly #rows: number;
  readonly #rowBytes: number;
  readonly #kernel = createVectorKernel();
  readonly #query: number;
  readonly #query64: number;
  readonly #list: number;
  readonly #scores: number;
  readonly #score64: number;
  readonly #vectors: number;
  /** [blocks], 1 where the block is in memory; undefined where blocks are not kept. */
  readonly #kept: Uint8Array | undefined;

  constructor(file: VectorFile, rows: number) {
    this.#file = file;
    this.#rows = rows;
    this.#dimension = file.dimension;
    this.#rowBytes = file.dimension * bytesPerValue;
    const { arena } = this.#kernel;
    const padded = Math.ceil(file.dimension / 16) * 16;
    this.#query = arena.place(4 * padded);
    this.#query64 = arena.place(8 * padded);
    this.#list = arena.place(4 * rowsPerBlock);
    this.#scores = arena.place(4 * rowsPerBlock);
    this.#score64 = arena.place(8);
    const isKept = rows * this.#rowBytes <= keptBytes;
    this.#kept = isKept ? new Uint8Array(Math.ceil(rows / rowsPerBlock)) : undefined;
    this.#vectors = arena.place((isKept ? Math.max(1, rows) : rowsPerBlock) * this.#rowBytes);
  }

  /** Whether blocks stay in memory once they were read. */
  get isInMemory(): boolean {
    return this.#kept !== undefined;
  }

  /** Visits every vector of rows `first` to `end - 1` that the mask lets through; returns how many there are. */
  scan(vector: Float32Array, first: number, end: number, mask: Mask, visitor: ScanVisitor): number {
    this.#setQuery(vector);
    const uncertainty = this.#uncertainty(vector);
    let pool = 0;
    for (let block = Math.floor(first / rowsPerBlock); block * rowsPerBlock < end; block += 1) {
      const start = block * rowsPerBlock;
      const from = Math.max(first, start);
      const count = this.#listRows(start, from, Math.min(end, start + rowsPerBlock), mask);
      if (count > 0) pool += this.#visit(start, count, this.#load(block, count), uncertainty, visitor);
    }
    return pool;
  }

  /** The score in float64 of one row with a vector; undefined when the row is zero. */
  scoreOf(row: number, vector: Float32Array): number | undefined {
    let score: number | undefined;
    this.scan(vector, row, row + 1, undefined, {
      wants: () => true,
      take: (_row, found) => {
        score = found;
      },
    });
    return score;
  }

  #setQuery(vector: Float32Array): void {
    const { buffer } = this.#kernel.arena;
    const scaled = new Float32Array(buffer, this.#query, this.#dimension);
    for (let index = 0; index < scaled.length; index += 1) scaled[index] = vector[index] * dotsQueryScale;
    new Float64Array(buffer, this.#query64, this.#dimension).set(vector);
  }

  /** A bound on the error of float32 sums, for stored vectors that are no longer than 2 (they are normalised). */
  #uncertainty(vector: Float32Array): number {
    const roundings = this.#dimension / 16 + 8;
    const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
    return roundings * 2 ** -24 * 2 * length;
  }

  /** Notes the rows of a block that are in, counted from the start of the block. */
  #listRows(start: number, from: number, end: number, mask: Mask): number {
    const list = new Uint32Array(this.#kernel.arena.buffer, this.#list, rowsPerBlock);
    let count = 0;
    for (let row = from; row < end; row += 1) if (!mask || mask[row] === 1) list[count++] = row - start;
    return count;
  }

  /** Brings the listed rows of a block to memory; returns where its first row is (or would be). */
  #load(block: number, count: number): number {
    const { buffer } = this.#kernel.arena;
    const start = block * rowsPerBlock;
    const rows = Math.min(rowsPerBlock, this.#rows - start);
    const address = this.#vectors + (this.#kept ? start * this.#rowBytes : 0);
    if (this.#kept?.[block] === 1) return address;
    if (this.#kept || count * sparseShare > rows) {
      this.#file.readHalves(start, new Uint8Array(buffer, address, rows * this.#rowBytes));
      if (this.#kept) this.#kept[block] = 1;
      return address;
    }
    const list = new Uint32Array(buffer, this.#list, count);
    for (let place = 0; place < count; ) {
      const from = list[place];
      let end = from + 1;
      // Figures of one article lie together.
      for (place += 1; place < count && list[place] < end + gapRows; place += 1) end = list[place] + 1;
      const bytes = new Uint8Array(buffer, address + from * this.#rowBytes, (end - from) * this.#rowBytes);
      this.#file.readHalves(start + from, bytes);
    }
    return address;
  }

  #visit(start: number, count: number, rows: number, uncertainty: number, visitor: ScanVisitor): number {
    const { module, arena } = this.#kernel;
    module.dots(rows, this.#list, count, this.#dimension, this.#query, this.#scores);
    const list = new Uint32Array(arena.buffer, this.#list, count);
    const scores = new Float32Array(arena.buffer, this.#scores, count);
    const score64 = new Float64Array(arena.buffer, this.#score64, 1);
    let pool = 0;
    for (let place = 0; place < count; place += 1) {
      if (scores[place] === 0 && this.#isZero(rows + list[place] * this.#rowBytes)) continue;
      pool += 1;
      if (!visitor.wants(scores[place], uncertainty)) continue;
      const at = this.#list + 4 * place;
      module.dots64(rows, at, 1, this.#dimension, this.#query64, this.#score64);
      visitor.take(start + list[place], score64[0]);
    }
    return pool;
  }

  #isZero(address: number): boolean {
    const halves = new Uint16Array(this.#kernel.arena.buffer, address, this.#dimension);
    return !hasValues(halves, 0, this.#dimension);
  }
}
