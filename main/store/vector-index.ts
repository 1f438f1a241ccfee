/** Search among the vectors of one side of an embedding. */
import type { Mask } from './evaluate-filter.ts';

export interface VectorHits {
  /** Best first. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Cosines of the same rows. */
  readonly scores: Float32Array<ArrayBuffer>;
  /** Rows that were compared: embedded, and let through by the mask. */
  readonly pool: number;
  /** 1 + rows of the pool that are strictly better than the row asked for; undefined when it has no vector. */
  readonly rankOf: number | undefined;
  /** Whether every vector of the pool was compared. */
  readonly exact: boolean;
  /** Of an approximate answer: share of the true best recallK that it is expected to hold, measured with these settings. */
  readonly recallEstimate?: number;
  readonly recallK?: number;
  /** What kept an index from answering, or makes it slower, in sentences with a remedy. */
  readonly notes: string[];
}

export interface VectorSearch {
  /** [dimension], L2-normalised. */
  readonly vector: Float32Array;
  readonly k: number;
  /** [rows of the corpus]; rows with 0 are left out. */
  readonly mask: Mask;
  /** A row whose rank is wanted, whether or not the mask lets it through. Every vector is compared then. */
  readonly rankOf?: number;
  /** Compare with every vector even where an index would answer. */
  readonly exact?: boolean;
}

/** What every index answers; an approximate one says so with `exact`. */
export interface VectorIndex extends Disposable {
  /** Rows with a vector (or a zero in its place). */
  readonly rows: number;
  readonly dimension: number;
  readonly exact: boolean;
  /** [dimension], or undefined when the row has none. */
  vector(row: number): Float32Array<ArrayBuffer> | undefined;
  search(search: VectorSearch): VectorHits;
}
