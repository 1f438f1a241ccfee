/** An approximate index over most rows of one side, with those added since, and exact search on request. */
import { ExactIndex } from '../exact-index.ts';
import { TopK } from '../top-k.ts';
import { VectorFile } from '../vector-file.ts';
import type { VectorSide } from '../embedding-folder.ts';
import type { VectorHits, VectorIndex, VectorSearch } from '../vector-index.ts';
import { IndexDamage, type IndexFile } from './index-file.ts';
import { damageNote, tailNote } from './index-notes.ts';
import { IndexSearch } from './index-search.ts';
import { type ProbePlan, probePlan } from './probe-plan.ts';
import { createRotation } from './rotation.ts';
import { TailCodes } from './tail-codes.ts';

/**
 * Rows let through by a filter up to which each of them is compared: faster, and exact; and how many are compared while
 * one is read from the file.
 */
const direct = { inFile: { least: 6000, perRead: 1 }, inMemory: { least: 25_000, perRead: 10 } } as const;
/** What scanning a list costs, in rows that could be compared in the same time: once, and for every code. */
const listCost = { once: 3, perCode: 0.015 } as const;
/** Fewer rows behind the index are compared one by one, in a millisecond or two. */
const leastCodedTail = 4096;

export class IvfIndex implements VectorIndex {
  readonly exact = false;
  readonly #side: VectorSide;
  readonly #file: IndexFile;
  readonly #vectors: VectorFile;
  readonly #exactIndex: ExactIndex;
  readonly #search: IndexSearch;
  readonly #directRows: number | undefined;
  #tail: TailCodes | undefined;
  /** Why the index is no longer used. */
  #damage: string | undefined;

  /** Over the first `rows` vectors of a file. Takes over the index file and closes it in the end. */
  constructor(parts: {
    readonly folder: string;
    readonly side: VectorSide;
    readonly dimension: number;
    readonly rows: number;
    readonly file: IndexFile;
    /** Rows let through by a filter up to which each of them is compared; by cost where it is not given. */
    readonly directRows?: number;
  }) {
    const { folder, side, dimension, rows, file } = parts;
    this.#side = side;
    this.#file = file;
    this.#exactIndex = new ExactIndex(folder, side, dimension, rows);
    this.#vectors = new VectorFile(folder, side, dimension);
    this.#search = new IndexSearch(file, this.#vectors);
    this.#directRows = parts.directRows;
  }

  get rows(): number {
    return this.#exactIndex.rows;
  }

  get dimension(): number {
    return this.#exactIndex.dimension;
  }

  /** Rows that the index covers. 0 once it was found damaged. */
  get indexedRows(): number {
    return this.#damage === undefined ? this.#file.header.rows : 0;
  }

  vector(row: number): Float32Array<ArrayBuffer> | undefined {
    return this.#exactIndex.vector(row);
  }

  search(search: VectorSearch): VectorHits {
    const { vector, k, mask, rankOf, exact } = search;
    if (exact || rankOf !== undefined || this.#damage !== undefined) return this.#compareAll(search);
    this.#exactIndex.mustFit(vector);
    const { rows, lists, tuning } = this.#file.header;
    const indexed = this.#search.setMask(mask);
    const plan = probePlan(tuning, indexed / rows, k, lists);
    const isDirect = indexed <= Math.max(k, this.#directRows ?? this.#cheaperDirectly(plan));
    const top = new TopK(k);
    if (isDirect) {
      this.#exactIndex.offerRange(0, rows, vector, mask, top);
    } else {
      try {
        this.#search.search(vector, plan, top);
      } catch (thrown) {
        if (!(thrown instanceof IndexDamage)) throw thrown;
        // The vectors themselves are whole: the answer takes longer, and says how it was made.
        this.#damage = thrown.message;
        return this.#compareAll(search);
      }
    }
    const tail = this.#offerTail(search, top, isDirect);
    const { recallEstimate, recallK } = plan;
    return {
      ...top.sorted(),
      pool: indexed + tail.pool,
      exact: isDirect && tail.exact,
      notes: tailNote(this.rows, rows),
      ...(isDirect ? {} : { recallEstimate, recallK }),
      rankOf: undefined,
    };
  }

  #compareAll(search: VectorSearch): VectorHits {
    const found = this.#exactIndex.search(search);
    return this.#damage === undefined ? found : { ...found, notes: [damageNote(this.#side, this.#damage)] };
  }

  #cheaperDirectly({ probes, rerank }: ProbePlan): number {
    const { rows, lists } = this.#file.header;
    const cost = rerank + probes * (listCost.once + (listCost.perCode * rows) / lists);
    const { least, perRead } = this.#exactIndex.isInMemory ? direct.inMemory : direct.inFile;
    return Math.max(least, perRead * cost);
  }

  /**
   * The rows behind those that the index covers: by their codes once they have some, else one by one; few of them also
   * where the others were, so that the answer is exact.
   */
  #offerTail(
    { vector, mask, k }: VectorSearch,
    top: TopK,
    isRestExact: boolean,
  ): { pool: number; exact: boolean } {
    const { rows, dimension, seed } = this.#file.header;
    const isFew =
      this.rows - rows < leastCodedTail ||
      (isRestExact && mask !== undefined && passing(mask, rows, this.rows) < leastCodedTail);
    if (isFew) return { pool: this.#exactIndex.offerRange(rows, this.rows, vector, mask, top), exact: true };
    this.#tail ??= new TailCodes(
      this.#vectors,
      createRotation(dimension, seed),
      this.#search.mean(),
      rows,
      this.rows,
    );
    this.#tail.encodeSome();
    const promising = this.#tail.promising(vector, mask, top, k);
    this.#search.compare(promising.rows, vector, top);
    const rest = this.#exactIndex.offerRange(this.#tail.encodedEnd, this.rows, vector, mask, top);
    return { pool: promising.pool + rest, exact: false };
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
    this.#vectors[Symbol.dispose]();
    this.#exactIndex[Symbol.dispose]();
  }
}

function passing(mask: Uint8Array, first: number, end: number): number {
  let count = 0;
  for (let row = first; row < end; row += 1) if (mask[row] === 1) count += 1;
  return count;
}
