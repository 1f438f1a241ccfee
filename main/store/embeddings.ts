/** Open indexes of a corpus by embedding and side. */
import { FigscopeError } from '#app/util/error.ts';
import { embeddingsOf, readEmbedding, type StoredEmbedding, type VectorSide } from './embedding-folder.ts';
import { ExactIndex } from './exact-index.ts';
import { indexedRows, indexVersion, tryIndex } from './ivf/index-file.ts';
import { damageNote } from './ivf/index-notes.ts';
import { IvfIndex } from './ivf/ivf-index.ts';
import type { VectorIndex } from './vector-index.ts';

interface OpenIndex {
  readonly index: VectorIndex;
  readonly createdAt: string;
  /** Of the file of an approximate index, whether or not it was of use. */
  readonly version: string;
}

export class Embeddings implements Disposable {
  readonly #corpusFolder: string;
  readonly #open = new Map<string, OpenIndex>();
  readonly #indexed = new Map<string, { readonly version: string; readonly rows: number }>();

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
    const opened = openIndex(embedding, side);
    this.#open.set(key, opened);
    return opened.index;
  }

  /** Rows that a usable approximate index of a side covers; 0 without one. */
  indexedRows({ id, folder, state }: StoredEmbedding, side: VectorSide): number {
    const key = `${side} ${id}`;
    const version = `${indexVersion(folder, side)} ${state.createdAt} ${state[side]}`;
    const known = this.#indexed.get(key);
    if (known?.version === version) return known.rows;
    const rows = indexedRows(folder, side, state);
    this.#indexed.set(key, { version, rows });
    return rows;
  }

  /** Lets go of indexes whose files have grown or were made anew, and takes up those that were built since. */
  refresh(): void {
    for (const [key, { index, createdAt, version }] of this.#open) {
      const [side, id] = key.startsWith('image ')
        ? (['image', key.slice(6)] as const)
        : (['text', key.slice(5)] as const);
      const embedding = readEmbedding(this.#corpusFolder, id);
      const isSame =
        embedding?.state.createdAt === createdAt &&
        embedding.state[side] === index.rows &&
        indexVersion(embedding.folder, side) === version;
      if (isSame) continue;
      index[Symbol.dispose]();
      this.#open.delete(key);
    }
  }

  [Symbol.dispose](): void {
    for (const { index } of this.#open.values()) index[Symbol.dispose]();
    this.#open.clear();
  }
}

/** Approximate where there is an index that belongs to the vectors, else exact. */
function openIndex({ folder, state }: StoredEmbedding, side: VectorSide): OpenIndex {
  const version = indexVersion(folder, side);
  const { file, damage } = tryIndex(folder, side, state);
  const rows = state[side];
  const index = file
    ? new IvfIndex({ folder, side, dimension: state.dimension, rows, file })
    : new ExactIndex(folder, side, state.dimension, rows, damage ? [damageNote(side, damage.message)] : []);
  return { index, createdAt: state.createdAt, version };
}
