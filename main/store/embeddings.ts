/** Open indexes of a corpus by embedding and side. */
import { FigscopeError } from '#app/util/error.ts';
import { embeddingsOf, readEmbedding, type VectorSide } from './embedding-folder.ts';
import { ExactIndex } from './exact-index.ts';
import type { VectorIndex } from './vector-index.ts';

interface OpenIndex {
  readonly index: VectorIndex;
  readonly createdAt: string;
}

export class Embeddings implements Disposable {
  readonly #corpusFolder: string;
  readonly #open = new Map<string, OpenIndex>();

  constructor(corpusFolder: string) {
    this.#corpusFolder = corpusFolder;
  }

  /** The index of one side. Throws not-found when the embedding, or that side of it, does not exist. */
  index(id: string, side: VectorSide): VectorIndex {
    const key = `${side} ${id}`;
    const known = this.#open.get(key);
    if (known) return known.index;
    // Listed ids only: an id is a folder name and must not lead elsewhere.
    const embedding = embeddingsOf(this.#corpusFolder).find((candidate) => candidate.id === id);
    const rows = embedding?.state[side] ?? 0;
    if (!embedding || rows === 0) {
      throw new FigscopeError('not-found', {
        message: embedding ? `The embedding ${id} has no ${side} vectors.` : `There is no embedding ${id}.`,
        remedy: 'Embed the corpus first: figscope embed NAME --model M.',
        facts: { embedding: id, side },
      });
    }
    const { folder, state } = embedding;
    const index = new ExactIndex(folder, side, state.dimension, rows);
    this.#open.set(key, { index, createdAt: state.createdAt });
    return index;
  }

  /** Lets go of indexes whose files have grown or were made anew. */
  refresh(): void {
    for (const [key, { index, createdAt }] of this.#open) {
      const [side, id] = key.startsWith('image ')
        ? (['image', key.slice(6)] as const)
        : (['text', key.slice(5)] as const);
      const state = readEmbedding(this.#corpusFolder, id)?.state;
      if (state?.createdAt === createdAt && state[side] === index.rows) continue;
      index[Symbol.dispose]();
      this.#open.delete(key);
    }
  }

  [Symbol.dispose](): void {
    for (const { index } of this.#open.values()) index[Symbol.dispose]();
    this.#open.clear();
  }
}
