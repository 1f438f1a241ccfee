/** An approximate index over most rows of one side, exact search over the rest, and over everything on request. */
import { ExactIndex } from '../exact-index.ts';
import { TopK } from '../top-k.ts';
import { VectorFile } from '../vector-file.ts';
import type { VectorSide } from '../embedding-folder.ts';
import type { VectorHits, VectorIndex, VectorSearch } from '../vector-index.ts';
import { IndexDamage, type IndexFile } from './index-file.ts';
import { IndexSearch } from './index-search.ts';
import { probePlan } from './probe-plan.ts';

/** Rows let through by a filter up to which each of them is compared: faster, and exact. More of them in memory. */
const directRows = { inFile: 6000, inMemory: 25_000 } as const;

export class IvfIndex implements VectorIndex {
  readonly exact = false;
  readonly #file: IndexFile;
  readonly #vectors: VectorFile;
  readonly #exactIndex: ExactIndex;
  readonly #search: IndexSearch;
  readonly #directRows: number;
  /** Why the index is no longer used. */
  #damage: string | undefined;

  /** Over the first `rows` vectors of a file. Takes over the index file and closes it in the end. */
  constructor(parts: {
    readonly folder: string;
    readonly side: VectorSide;
    readonly dimension: number;
    readonly rows: number;
    readonly file: IndexFile;
    /** Rows let through by a filter up to which each of them is compared. */
    readonly directRows?: number;
  }) {
    const { folder, side, dimension, rows, file } = parts;
    this.#file = file;
    this.#exactIndex = new ExactIndex(folder, side, dimension, rows);
    this.#vectors = new VectorFile(folder, side, dimension);
    this.#search = new IndexSearch(file, this.#vectors);
    this.#directRows =
      parts.directRows ?? (this.#exactIndex.isInMemory ? directRows.inMemory : directRows.inFile);
  }

  get rows(): number {
    return this.#exactIndex.rows;
  }

  get dimension(): number {
    return this.#exactIndex.dimension;
  }

  /** Rows that the index covers; those behind are searched exactly. 0 once the index was found damaged. */
  get indexedRows(): number {
    return this.#damage === undefined ? this.#file.header.rows : 0;
  }

  vector(row: number): Float32Array<ArrayBuffer> | undefined {
    return this.#exactIndex.vector(row);
  }

  search(search: VectorSearch): VectorHits {
    const { vector, k, mask, rankOf, exact } = search;
    if (exact || rankOf !== undefined || this.#damage !== undefined) return this.#exactIndex.search(search);
    this.#exactIndex.mustFit(vector);
    const passing = this.#search.setMask(mask);
    if (passing <= Math.max(k, this.#directRows)) return this.#exactIndex.search(search);
    const { rows, lists, tuning } = this.#file.header;
    const plan = probePlan(tuning, passing / rows, k, lists);
    const top = new TopK(k);
    try {
      this.#search.search(vector, plan, top);
    } catch (thrown) {
      if (!(thrown instanceof IndexDamage)) throw thrown;
      // The vectors themselves are whole: the answer takes longer, and `exact` says how it was made.
      this.#damage = thrown.message;
      return this.#exactIndex.search(search);
    }
    const tail = this.rows > rows ? this.#exactIndex.offerFrom(rows, vector, mask, top) : 0;
    return {
      ...top.sorted(),
      pool: passing + tail,
      exact: false,
      recallEstimate: plan.recallEstimate,
      rankOf: undefined,
    };
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
    this.#vectors[Symbol.dispose]();
    this.#exactIndex[Symbol.dispose]();
  }
}
