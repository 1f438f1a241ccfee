/** Indexes of made-up embeddings, for tests: building, looking through and opening them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readVectorState } from '../embedding-folder.ts';
import { buildIndex, type BuildIndexOptions } from './build-index.ts';
import { checkIndex } from './check-index.ts';
import { openIndexFile } from './index-file.ts';
import { IvfIndex } from './ivf-index.ts';
import { embeddingId, type TestEmbedding } from './test-embedding.ts';

/** What is said while an index is built. */
export async function build(
  embedding: TestEmbedding,
  options: Partial<BuildIndexOptions> = {},
): Promise<string[]> {
  const signal = new AbortController().signal;
  const details: string[] = [];
  for await (const { progress } of buildIndex(embedding.corpusFolder, embeddingId, {
    rebuild: false,
    leastRows: 1000,
    threads: 2,
    signal,
    ...options,
  }))
    details.push(progress?.detail ?? '');
  return details;
}

export const bytesOf = (embedding: TestEmbedding): Buffer =>
  readFileSync(join(embedding.folder, 'image.ivf'));
export const stateOf = ({ folder }: TestEmbedding) => {
  const state = readVectorState(folder);
  if (!state) throw new Error('There is no embedding.');
  return state;
};
export const check = (embedding: TestEmbedding, isFull = true) =>
  checkIndex(embedding.folder, 'image', stateOf(embedding), isFull);

export function openIvf(embedding: TestEmbedding): IvfIndex {
  const state = stateOf(embedding);
  const file = openIndexFile(embedding.folder, 'image', state);
  if (!file) throw new Error('There is no index.');
  const { dimension, image: rows } = state;
  // So few vectors would otherwise be compared one by one.
  return new IvfIndex({ folder: embedding.folder, side: 'image', dimension, rows, file, directRows: 100 });
}
