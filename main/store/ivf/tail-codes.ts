/**
 * 1-bit codes, in memory, of rows that were added since an index was built. Comparing 150,000 rows of 512 values means
 * reading as many kilobytes for every query; their codes are 11 MB and take a millisecond. Whatever could be among the
 * best by its code is compared exactly.
 */
import { createVectorKernel, fixedOne, recordTailBytes } from '../../../native/kernels/vectors.ts';
import { bytesPerValue } from '../embedding-folder.ts';
import type { Mask } from '../evaluate-filter.ts';
import type { TopK } from '../top-k.ts';
import { hasValues, type VectorFile } from '../vector-file.ts';
import { Candidates } from './candidates.ts';
import { listBytes } from './index-format.ts';
import type { Rotation } from './rotation.ts';
import { transposeRecords } from './transpose-records.ts';

const blockRows = 2048;
/** A search encodes so many more at most: the first ones after an embedding has grown take a little longer. */
const blocksPerSearch = 4;
/** Rows that are compared exactly at most; of more, those with the best estimates. */
const mostCompared = 4096;
/**
 * An estimate errs by 0.6 |q - c| times the factor of its code on average (RaBitQ's bound for codes whose cosine with
 * the vector is 0.8, as it is for rotated ones). Of the rows that are just as good as the worst result, one in a
 * thousand errs by more than three times that, and better ones less often.
 */
const margin = 3 * 0.6;

export class TailCodes {
  readonly #vectors: VectorFile;
  readonly #rotation: Rotation;
  readonly #first: number;
  readonly #end: number;
  readonly #kernel = createVectorKernel();
  /** [width], in units of 2^-14: the mean of the vectors that the index covers. */
  readonly #centroid: Int16Array<ArrayBuffer>;
  readonly #at;
  /** [blocks encoded]: codes of each, fewer than rows where some have no vector. */
  readonly #counts: number[] = [];
  /** Rows without a vector, from the first of the tail on. */
  readonly #missing: number[] = [];
  #largestFactor = 0;

  constructor(vectors: VectorFile, rotation: Rotation, mean: Int16Array, first: number, end: number) {
    this.#vectors = vectors;
    this.#rotation = rotation;
    this.#centroid = mean.slice();
    this.#first = first;
    this.#end = end;
    const { width, factors } = rotation;
    const { arena } = this.#kernel;
    const rows = end - first;
    const blocks = Math.ceil(rows / blockRows);
    this.#at = {
      blocks: arena.place(blocks * listBytes(blockRows, width)),
      halves: arena.place(blockRows * vectors.dimension * bytesPerValue),
      floats: arena.place(blockRows * width * 4),
      records: arena.place(blockRows * (width / 8 + recordTailBytes)),
      present: arena.place(blockRows * 4),
      places: arena.place(blockRows * 4),
      factors: arena.place(factors.byteLength),
      centroid: arena.place(width * 2),
      query: arena.place(width * 4),
      lookup: arena.place(width * 4),
      facts: arena.place(12),
      scores: arena.place((blockRows + 16) * 4),
      rows: arena.place((blockRows + 16) * 4),
      mask: arena.place(Math.ceil(rows / 16) * 16),
    };
    const { buffer } = arena;
    new Float32Array(buffer, this.#at.factors, factors.length).set(factors);
    new Int16Array(buffer, this.#at.centroid, width).set(mean);
  }

  /** Rows from here on have no code yet. */
  get encodedEnd(): number {
    return Math.min(this.#end, this.#first + this.#counts.length * blockRows);
  }

  /** Encodes a few blocks of what is left. */
  encodeSome(): void {
    for (let block = 0; block < blocksPerSearch && this.encodedEnd < this.#end; block += 1)
      this.#encode(this.#counts.length);
  }

  /** The encoded rows that may be better than what `top` holds, and how many of them the mask lets through. */
  promising(vector: Float32Array, mask: Mask, top: TopK, k: number) {
    const { module, arena } = this.#kernel;
    const at = this.#at;
    const { width, part, rounds } = this.#rotation;
    const masked = mask ? at.mask : 0;
    const pool = this.#setMask(mask);
    const query = new Float32Array(arena.buffer, at.query, width);
    query.fill(0);
    query.set(vector);
    module.rotate(at.query, 1, width, part, at.factors, rounds);
    module.tables(at.query, at.centroid, width, at.lookup, at.facts);
    const floor = top.floor - margin * this.#largestFactor * this.#distance(query);
    const candidates = new Candidates(Math.max(mostCompared, 2 * k));
    this.#counts.forEach((count, block) => {
      const list = at.blocks + block * listBytes(blockRows, width);
      const limit = Math.max(floor, candidates.threshold);
      const { lookup, facts, scores, rows } = at;
      const found = module.scan(list, count, width, lookup, facts, masked, limit, scores, rows);
      if (found === 0) return;
      candidates.add(
        new Float32Array(arena.buffer, scores, found),
        new Uint32Array(arena.buffer, rows, found),
      );
    });
    return { rows: candidates.rows().map((row) => this.#first + row), pool };
  }

  #setMask(mask: Mask): number {
    const count = this.encodedEnd - this.#first;
    if (!mask) return count - this.#missing.length;
    const { module, arena } = this.#kernel;
    const padded = Math.ceil(count / 16) * 16;
    const bytes = new Uint8Array(arena.buffer, this.#at.mask, padded);
    bytes.fill(0);
    bytes.set(mask.subarray(this.#first, this.#first + count));
    for (const row of this.#missing) bytes[row] = 0;
    return module.countOnes(this.#at.mask, padded);
  }

  /** How far a rotated query is from the centroid. */
  #distance(query: Float32Array): number {
    let squares = 0;
    for (let index = 0; index < query.length; index += 1)
      squares += (query[index] - this.#centroid[index] / fixedOne) ** 2;
    return Math.sqrt(squares);
  }

  #encode(block: number): void {
    const { module, arena } = this.#kernel;
    const at = this.#at;
    const { width, part, rounds } = this.#rotation;
    const { dimension } = this.#vectors;
    const local = block * blockRows;
    const rows = Math.min(blockRows, this.#end - this.#first - local);
    const halves = new Uint16Array(arena.buffer, at.halves, rows * dimension);
    this.#vectors.readHalves(this.#first + local, new Uint8Array(arena.buffer, at.halves, halves.byteLength));
    const present = new Uint32Array(arena.buffer, at.present, blockRows);
    let count = 0;
    for (let row = 0; row < rows; row += 1) {
      if (hasValues(halves, row * dimension, dimension)) present[count++] = row;
      else this.#missing.push(local + row);
    }
    module.expand(at.halves, rows, dimension, at.floats, width);
    module.rotate(at.floats, rows, width, part, at.factors, rounds);
    // The places are zeros: one centroid for all.
    module.encode(at.floats, at.present, count, width, at.places, at.centroid, local, at.records);
    const recordBytes = width / 8 + recordTailBytes;
    const records = new Uint8Array(arena.buffer, at.records, count * recordBytes);
    const sizeBytes = listBytes(count, width);
    const list = new Uint8Array(arena.buffer, at.blocks + block * listBytes(blockRows, width), sizeBytes);
    transposeRecords(records, list, count, width / 8);
    const padded = Math.ceil(count / 16) * 16;
    const factors = new Float32Array(arena.buffer, list.byteOffset + 8 * padded, count);
    for (const factor of factors) this.#largestFactor = Math.max(this.#largestFactor, factor);
    this.#counts.push(count);
  }
}
