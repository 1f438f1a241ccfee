/**
 * Search in an inverted file of 1-bit codes (RaBitQ, arXiv:2405.12497): the lists whose centroids are closest are read
 * and scanned, and the rows with the best estimates are compared exactly, with their vectors from the file.
 */
import { createVectorKernel, productOne, type VectorKernel } from '../../../native/kernels/vectors.ts';
import { bytesPerValue } from '../embedding-folder.ts';
import type { Mask } from '../evaluate-filter.ts';
import type { TopK } from '../top-k.ts';
import type { VectorFile } from '../vector-file.ts';
import { Candidates } from './candidates.ts';
import type { IndexFile } from './index-file.ts';
import type { ProbePlan } from './probe-plan.ts';
import { createRotation, type Rotation } from './rotation.ts';

/** Vectors that are compared exactly in one go. */
const rerankBlock = 256;
/** Places for lists in a number that sorts by product first. */
const listPlaces = 2 ** 16;

export type SearchLimits = Pick<ProbePlan, 'probes' | 'spread' | 'rerank'>;

export class IndexSearch {
  readonly #file: IndexFile;
  readonly #vectors: VectorFile;
  readonly #kernel: VectorKernel = createVectorKernel();
  readonly #rotation: Rotation;
  /** [lists]: how far vectors typically are from the centroid, in units of 2^-28; those of length 1 are meant. */
  readonly #spreads: Float64Array;
  readonly #at: ReturnType<typeof placeAll>;
  #mask = 0;

  constructor(file: IndexFile, vectors: VectorFile) {
    this.#file = file;
    this.#vectors = vectors;
    const { dimension, seed } = file.header;
    this.#rotation = createRotation(dimension, seed);
    this.#at = placeAll(this.#kernel, file, this.#rotation);
    const { buffer } = this.#kernel.arena;
    new Int16Array(buffer, this.#at.centroids, file.centroids.length).set(file.centroids);
    new Float32Array(buffer, this.#at.factors, this.#rotation.factors.length).set(this.#rotation.factors);
    this.#spreads = Float64Array.from(
      halfNorms(file.centroids, file.header.width),
      (half) => Math.sqrt(Math.max(0, 1 - (2 * half) / productOne)) * productOne,
    );
  }

  /** Brings a mask to the kernel; returns how many rows of the index it lets through. */
  setMask(mask: Mask): number {
    const { rows } = this.#file.header;
    const { missing } = this.#file;
    if (!mask) {
      this.#mask = 0;
      return rows - missing.length;
    }
    const { arena, module } = this.#kernel;
    const padded = Math.ceil(rows / 16) * 16;
    this.#at.mask ??= arena.place(padded);
    this.#mask = this.#at.mask;
    const bytes = new Uint8Array(arena.buffer, this.#mask, padded);
    bytes.set(mask.subarray(0, rows));
    bytes.fill(0, Math.min(mask.length, rows));
    for (const row of missing) bytes[row] = 0;
    return module.countOnes(this.#mask, padded);
  }

  /** Offers the best rows that the last mask lets through, with their exact scores. Throws IndexDamage. */
  search(vector: Float32Array, limits: SearchLimits, top: TopK): void {
    this.compare(this.#collect(vector, limits).rows(), vector, top);
  }

  /** The rows with the best estimates, best first: what `search` would compare exactly. Throws IndexDamage. */
  estimated(vector: Float32Array, limits: SearchLimits): Uint32Array<ArrayBuffer> {
    return this.#collect(vector, limits).ranked();
  }

  #collect(vector: Float32Array, { probes, spread, rerank }: SearchLimits): Candidates {
    const order = this.listOrder(vector, spread);
    const candidates = new Candidates(rerank);
    for (let place = 0; place < order.length; place += 1) {
      // Where few rows pass, more lists are needed to find enough of them.
      if (place >= probes && candidates.seen >= rerank) break;
      this.#scan(order[place], candidates);
    }
    return candidates;
  }

  /**
   * [lists]: most promising first. The product with the centroid is that of the mean vector; the best of the list is
   * better by a part of how far they are from it. (The nearest centroid would be a poor guide for queries that are far
   * from everything.) Leaves the rotated query in the kernel.
   */
  listOrder(vector: Float32Array, spread: number): Uint32Array<ArrayBuffer> {
    const { module, arena } = this.#kernel;
    const { query, factors, fixed, products, centroids } = this.#at;
    const { width, part, rounds } = this.#rotation;
    const { lists } = this.#file.header;
    const rotated = new Float32Array(arena.buffer, query, width);
    rotated.fill(0);
    rotated.set(vector);
    module.rotate(query, 1, width, part, factors, rounds);
    module.toFixed(query, width, fixed);
    module.products(fixed, 1, width, centroids, lists, products);
    const found = new Int32Array(arena.buffer, products, lists);
    // Numbers sort several times as fast as places by a function.
    const keys = new Float64Array(lists);
    for (let list = 0; list < lists; list += 1)
      keys[list] = -Math.round(found[list] + spread * this.#spreads[list]) * listPlaces + list;
    keys.sort();
    return Uint32Array.from(keys, (key) => ((key % listPlaces) + listPlaces) % listPlaces);
  }

  #scan(list: number, candidates: Candidates): void {
    const count = this.#file.counts[list];
    if (count === 0) return;
    const { module, arena } = this.#kernel;
    const { width } = this.#rotation;
    const { codes, codesBytes, query, centroids, lookup, facts, scores, rows } = this.#at;
    this.#file.readList(list, new Uint8Array(arena.buffer, codes, codesBytes));
    module.tables(query, centroids + list * width * 2, width, lookup, facts);
    const limit = candidates.threshold;
    const found = module.scan(codes, count, width, lookup, facts, this.#mask, limit, scores, rows);
    if (found === 0) return;
    candidates.add(new Float32Array(arena.buffer, scores, found), new Uint32Array(arena.buffer, rows, found));
  }

  /** [width], in units of 2^-14: the mean of all vectors. */
  mean(): Int16Array<ArrayBuffer> {
    const { centroids, counts } = this.#file;
    const { width } = this.#rotation;
    const sums = new Float64Array(width);
    let total = 0;
    counts.forEach((count, list) => {
      total += count;
      for (let index = 0; index < width; index += 1) sums[index] += count * centroids[list * width + index];
    });
    return Int16Array.from(sums, (sum) => Math.round(sum / Math.max(1, total)));
  }

  /** Offers rows with their exact scores. */
  compare(rows: Uint32Array, vector: Float32Array, top: TopK): void {
    const { module, arena } = this.#kernel;
    const { query64, vectors, exactScores } = this.#at;
    const { dimension } = this.#file.header;
    const rowBytes = dimension * bytesPerValue;
    new Float64Array(arena.buffer, query64, dimension).set(vector);
    const scores = new Float64Array(arena.buffer, exactScores, rerankBlock);
    const views = this.#at.rowViews(arena.buffer, rowBytes);
    for (let first = 0; first < rows.length; first += rerankBlock) {
      const count = Math.min(rerankBlock, rows.length - first);
      for (let place = 0; place < count; place += 1)
        this.#vectors.readHalves(rows[first + place], views[place]);
      module.dots64(vectors, 0, count, dimension, query64, exactScores);
      for (let place = 0; place < count; place += 1) top.offer(rows[first + place], scores[place]);
    }
  }
}

/** [lists] int32, in units of 2^-28: half the squared length of each centroid. */
export function halfNorms(centroids: Int16Array, width: number): Int32Array<ArrayBuffer> {
  return Int32Array.from({ length: centroids.length / width }, (_none, list) => {
    let sum = 0;
    for (let index = list * width; index < (list + 1) * width; index += 1) sum += centroids[index] ** 2;
    return Math.round(sum / 2);
  });
}

function placeAll({ arena }: VectorKernel, file: IndexFile, { width, factors }: Rotation) {
  const { lists, dimension } = file.header;
  const codesBytes = file.largestListBytes;
  const codes = codesBytes / (12 + width / 8);
  const vectors = arena.place(rerankBlock * dimension * bytesPerValue);
  let views: { readonly of: ArrayBuffer; readonly rows: Uint8Array[] } | undefined;
  return {
    vectors,
    centroids: arena.place(lists * width * 2),
    factors: arena.place(factors.byteLength),
    query: arena.place(width * 4),
    fixed: arena.place(width * 2),
    products: arena.place(lists * 4),
    query64: arena.place((dimension + 16) * 8),
    lookup: arena.place(width * 4),
    facts: arena.place(12),
    codes: arena.place(codesBytes),
    codesBytes,
    scores: arena.place(codes * 4),
    rows: arena.place(codes * 4),
    exactScores: arena.place(rerankBlock * 8),
    mask: undefined as number | undefined,
    /** One view per vector of a block, made again when memory has grown. */
    rowViews(buffer: ArrayBuffer, rowBytes: number): readonly Uint8Array[] {
      if (views?.of !== buffer) {
        const rows = Array.from(
          { length: rerankBlock },
          (_none, row) => new Uint8Array(buffer, vectors + row * rowBytes, rowBytes),
        );
        views = { of: buffer, rows };
      }
      return views.rows;
    },
  };
}
