/** For end-to-end tests: the approximate index of a corpus with vectors, as embedding builds it. */
import { buildIndex } from '#main/store/ivf/build-index.ts';
import { embeddingsOf } from '#main/store/embedding-folder.ts';

/** Indexes every embedding of a corpus that nobody has open, however few its vectors are. */
export async function indexEmbeddings(corpusFolder: string): Promise<void> {
  const { signal } = new AbortController();
  for (const { id } of embeddingsOf(corpusFolder)) {
    for await (const _update of buildIndex(corpusFolder, id, { rebuild: false, signal, leastRows: 1 }));
  }
}
