/** Embeddings of made-up vectors on disk, for tests of the index. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../test-corpus.ts';
import { openVectorWriter } from '../vector-writer.ts';
import type { ClusteredVectors } from './test-clustered-vectors.ts';

export const embeddingId = 'tiny-12345678';

export interface TestEmbedding extends Disposable {
  readonly corpusFolder: string;
  readonly folder: string;
  readonly dimension: number;
  readonly vectors: ClusteredVectors;
  /** Appends image vectors up to that many rows; those in `zero` are left without a vector. */
  grow(rows: number, zero?: ReadonlySet<number>): void;
  /** Appends queries of the other kind as text vectors. */
  addTexts(count: number): void;
}

export function testEmbedding(dimension: number, vectors: ClusteredVectors): TestEmbedding {
  const corpus = temporaryFolder();
  const folder = join(corpus.path, 'vectors', embeddingId);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'passport.json'), JSON.stringify({ ...passport, dimension }));
  return {
    corpusFolder: corpus.path,
    folder,
    dimension,
    vectors,
    grow: (rows, zero = new Set()) => {
      using writer = openVectorWriter(folder, dimension, 'image');
      for (let first = writer.committed; first < rows; first += 1000) {
        const count = Math.min(1000, rows - first);
        const block = new Float32Array(count * dimension);
        for (let row = 0; row < count; row += 1)
          if (!zero.has(first + row)) vectors.fill(first + row, block, row * dimension);
        writer.append(block);
      }
      writer.commit();
    },
    addTexts: (count) => {
      using writer = openVectorWriter(folder, dimension, 'text');
      for (let text = 0; text < count; text += 1) writer.append(vectors.outside(5000 + text));
      writer.commit();
    },
    [Symbol.dispose]: () => corpus[Symbol.dispose](),
  };
}

const passport = {
  model: 'tiny',
  weightsHash: 'a'.repeat(64),
  tokenizerHash: 'b'.repeat(64),
  preprocessing: {
    imageSize: 64,
    mean: [0, 0, 0],
    std: [1, 1, 1],
    interpolation: 'bicubic',
    prepare: 'exact',
  },
  precision: 'fp32',
  engine: 'test',
};
