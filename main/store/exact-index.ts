/** Exact search: every vector is compared, and what decides about an answer is computed in float64. */
import { FigscopeError } from '#app/util/error.ts';
import type { VectorSide } from './embedding-folder.ts';
import type { Mask } from './evaluate-filter.ts';
import { TopK } from './top-k.ts';
import { isZeroRow, VectorFile } from './vector-file.ts';
import type { VectorHits, VectorIndex, VectorSearch } from './vector-index.ts';
import { VectorScan, type ScanVisitor } from './vector-scan.ts';

export class ExactIndex implements VectorIndex {
  readonly exact = true;
  readonly rows: number;
  readonly dimension: number;
  readonly #file: VectorFile;
  readonly #scan: VectorScan;
  readonly #notes: string[];

  /** Over the first `rows` vectors of a file. `notes` say why no index answers, where there should be one. */
  constructor(folder: string, side: VectorSide, dimension: number, rows: number, notes: string[] = []) {
    this.#notes = notes;
    this.#file = new VectorFile(folder, side, dimension);
    this.#scan = new VectorScan(this.#file, rows);
    this.rows = rows;
    this.dimension = dimension;
  }

  /** Whether vectors stay in memory once they were read. */
  get isInMemory(): boolean {
    return this.#scan.isInMemory;
  }

  vector(row: number): Float32Array<ArrayBuffer> | undefined {
    if (row >= this.rows) return undefined;
    const vector = this.#file.row(row);
    return isZeroRow(vector, 0, this.dimension) ? undefined : vector;
  }

  search({ vector, k, mask, rankOf }: VectorSearch): VectorHits {
    this.mustFit(vector);
    const targetScore = rankOf === undefined ? undefined : this.scoreOf(rankOf, vector);
    const best = new BestAndBetter(k, targetScore);
    const pool = this.#scan.scan(vector, 0, this.rows, mask, best);
    return {
      ...best.top.sorted(),
      pool,
      exact: true,
      notes: this.#notes,
      rankOf: targetScore === undefined ? undefined : best.better + 1,
    };
  }

  /** The exact score of one row; undefined when it has no vector. */
  scoreOf(row: number, vector: Float32Array): number | undefined {
    return row < this.rows ? this.#scan.scoreOf(row, vector) : undefined;
  }

  /** Offers the rows `first` to `end - 1` that the mask lets through; returns how many there are. */
  offerRange(first: number, end: number, vector: Float32Array, mask: Mask, top: TopK): number {
    if (first >= end) return 0;
    return this.#scan.scan(vector, first, end, mask, new BestAndBetter(top, undefined));
  }

  /** Throws invalid-input for a query of another length. */
  mustFit(vector: Float32Array): void {
    if (vector.length === this.dimension) return;
    throw new FigscopeError('invalid-input', {
      message: `The query has ${vector.length} values, the vectors have ${this.dimension}.`,
      remedy: 'Encode the query with the model that made the embedding.',
    });
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }
}

/** The best rows, and how many beat the score of a row whose rank is wanted. */
class BestAndBetter implements ScanVisitor {
  readonly top: TopK;
  better = 0;
  readonly #target: number;

  constructor(top: TopK | number, target: number | undefined) {
    this.top = typeof top === 'number' ? new TopK(top) : top;
    this.#target = target ?? Infinity;
  }

  wants(score: number, uncertainty: number): boolean {
    if (score + uncertainty >= this.top.floor) return true;
    if (score + uncertainty <= this.#target) return false;
    // Beats it for certain and is none of the best, or too close to tell.
    if (score - uncertainty <= this.#target) return true;
    this.better += 1;
    return false;
  }

  take(row: number, score: number): void {
    if (score > this.#target) this.better += 1;
    this.top.offer(row, score);
  }
}
