/** Vector search over an open corpus. */
import { splitNames, type SplitName } from '#app/domain/figure.ts';
import { parseFilter } from '#app/domain/filter.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { Corpus } from './corpus.ts';
import type { VectorSide } from './embedding-folder.ts';
import { filterMask } from './evaluate-filter.ts';
import { pairRanks, type PairRanks } from './pair-ranks.ts';
import type { VectorHits, VectorIndex } from './vector-index.ts';

export interface VectorQuery {
  readonly embedding: string;
  readonly side: VectorSide;
  readonly vector: Float32Array;
  readonly filter: string;
  readonly k: number;
  readonly rankOf?: number | undefined;
  /** Compare with every vector even where an index would answer; default true. */
  readonly exact?: boolean;
}

/** The rows closest to a vector. Throws not-found for an unknown embedding, invalid-input for a bad filter. */
export function searchVectors(
  corpus: Corpus,
  { embedding, side, vector, filter, k, rankOf, exact = true }: VectorQuery,
): VectorHits {
  const mask = filterMask(corpus, parseFilter(filter));
  return corpus.embeddings
    .index(embedding, side)
    .search({ vector, k, mask, exact, ...(rankOf === undefined ? {} : { rankOf }) });
}

/** One stored vector. Throws not-found when the row has none. */
export function storedVector(
  corpus: Corpus,
  embedding: string,
  side: VectorSide,
  row: number,
): Float32Array<ArrayBuffer> {
  const vector = corpus.embeddings.index(embedding, side).vector(row);
  if (vector) return vector;
  throw new FigscopeError('not-found', {
    message: `Figure ${row} has no ${side} vector in ${embedding}.`,
    remedy: 'Embed the corpus again: rows that were added since get their vectors then.',
    facts: { figure: row },
  });
}

/** Ranks within one split, both directions, over the rows that have both vectors; row i belongs to ids[i]. */
export async function splitRanks(
  corpus: Corpus,
  embedding: string,
  split: SplitName,
  signal?: AbortSignal,
): Promise<PairRanks & { ids: Uint32Array<ArrayBuffer> }> {
  const images = corpus.embeddings.index(embedding, 'image');
  const texts = corpus.embeddings.index(embedding, 'text');
  const splits = corpus.columns.column('split').values;
  const words = corpus.columns.column('words').values;
  const code = splitNames.indexOf(split);
  const ids: number[] = [];
  const matrices = { image: new GrowingMatrix(images.dimension), text: new GrowingMatrix(texts.dimension) };
  for (let row = 0; row < Math.min(corpus.rows, images.rows, texts.rows); row += 1) {
    if (splits[row] !== code || words[row] === 0) continue;
    const pair = pairOf(images, texts, row);
    if (!pair) continue;
    ids.push(row);
    matrices.image.add(pair.image);
    matrices.text.add(pair.text);
  }
  const ranks = await pairRanks(matrices.image.values, matrices.text.values, images.dimension, signal);
  return { ids: Uint32Array.from(ids), ...ranks };
}

function pairOf(images: VectorIndex, texts: VectorIndex, row: number) {
  const image = images.vector(row);
  const text = texts.vector(row);
  return image && text ? { image, text } : undefined;
}

/** [rows, dimension], row by row. */
class GrowingMatrix {
  readonly #dimension: number;
  #values: Float32Array;
  #length = 0;

  constructor(dimension: number) {
    this.#dimension = dimension;
    this.#values = new Float32Array(1024 * dimension);
  }

  get values(): Float32Array {
    return this.#values.subarray(0, this.#length);
  }

  add(vector: Float32Array): void {
    if (this.#length + this.#dimension > this.#values.length) {
      const larger = new Float32Array(2 * this.#values.length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values.set(vector, this.#length);
    this.#length += this.#dimension;
  }
}
