/** What a vector search can look at, so that a window can say what it did not look at. */
import { parseFilter } from '#app/domain/filter.ts';
import type { Corpus } from './corpus.ts';
import type { VectorSide } from './embedding-folder.ts';
import { filterMask } from './evaluate-filter.ts';

export interface SearchPool {
  /** Figures of the corpus. */
  readonly figures: number;
  /** Those that the filter lets through. */
  readonly included: number;
  /** Those of the included that were added after the embedding was made. */
  readonly notEmbedded: number;
}

/** Throws not-found for an unknown embedding, invalid-input for a bad filter. */
export function searchPool(
  corpus: Corpus,
  { embedding, side, filter }: { embedding: string; side: VectorSide; filter: string },
): SearchPool {
  const mask = filterMask(corpus, parseFilter(filter));
  const figures = corpus.rows;
  const embedded = Math.min(figures, corpus.embeddings.index(embedding, side).rows);
  if (!mask) return { figures, included: figures, notEmbedded: figures - embedded };
  const notEmbedded = sum(mask.subarray(embedded));
  return { figures, included: sum(mask.subarray(0, embedded)) + notEmbedded, notEmbedded };
}

/** [ids] cosines of rows with a vector, in the order of the ids; NaN where a row has no vector. */
export function cosinesOf(
  corpus: Corpus,
  query: { embedding: string; side: VectorSide; vector: Float32Array; ids: readonly number[] },
): Float32Array<ArrayBuffer> {
  const index = corpus.embeddings.index(query.embedding, query.side);
  return Float32Array.from(query.ids, (id) => {
    const row = index.vector(id);
    return row ? row.reduce((total, value, place) => total + value * query.vector[place], 0) : Number.NaN;
  });
}

function sum(mask: Uint8Array): number {
  let total = 0;
  for (let row = 0; row < mask.length; row += 1) total += mask[row];
  return total;
}
