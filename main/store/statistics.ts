/** Numbers about a corpus as a whole. */
import type { CorpusStats, CorpusSummary, EmbeddingSummary, FacetField } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { databaseFileName } from './database.ts';
import { countValues } from './facets.ts';
import type { IntegerArray } from './integer-column.ts';
import { embeddingsOf, type StoredEmbedding } from './embedding-folder.ts';

/** Longer captions are cut by models with the paper's context length. */
const contextLength = 256;

export function corpusSummaryOf(corpus: Corpus): CorpusSummary {
  const embeddings = embeddingsOf(corpus.folder);
  return {
    name: corpus.meta.name,
    articles: corpus.articles,
    figures: corpus.rows,
    pairs: countPairs(corpus.columns.column('words').values),
    sizeBytes: sizeBytesOf(corpus.folder, embeddings),
    createdAt: corpus.meta.createdAt,
    embeddings: embeddings.map((embedding) => {
      const { id, passport, state } = embedding;
      return {
        id,
        model: passport.model,
        dimension: passport.dimension,
        images: state.image,
        texts: state.text,
        complete: state.image >= corpus.rows && state.text >= corpus.rows,
        ...indexedOf(corpus, embedding),
        createdAt: state.createdAt,
      };
    }),
  };
}

/** What approximate indexes cover; nothing where there are none. */
function indexedOf(corpus: Corpus, embedding: StoredEmbedding): Pick<EmbeddingSummary, 'indexed'> {
  const image = corpus.embeddings.indexedRows(embedding, 'image');
  const text = corpus.embeddings.indexedRows(embedding, 'text');
  return image + text > 0 ? { indexed: { image, text } } : {};
}

export function corpusStatsOf(corpus: Corpus): CorpusStats {
  const words = corpus.columns.column('words').values;
  const by = (field: FacetField): Record<string, number> =>
    Object.fromEntries(
      countValues(corpus, field, { kind: 'all', total: corpus.rows }).map(({ value, count }) => [
        value,
        count,
      ]),
    );
  return {
    articles: corpus.articles,
    figures: corpus.rows,
    pairs: countPairs(words),
    bySplit: by('split'),
    byLicense: by('license'),
    byYear: by('year'),
    byModality: by('modality'),
    byStatus: by('status'),
    captionTokens: captionLengths(words),
    sizeBytes: sizeBytesOf(corpus.folder, embeddingsOf(corpus.folder)),
  };
}

/** A pair has a caption; its image was decodable when it was imported. */
function countPairs(words: IntegerArray): number {
  let pairs = 0;
  for (let row = 0; row < words.length; row += 1) if (words[row] > 0) pairs += 1;
  return pairs;
}

function captionLengths(words: IntegerArray): CorpusStats['captionTokens'] {
  // [length] -> captions of that length
  const counts: number[] = [];
  for (let row = 0; row < words.length; row += 1) counts[words[row]] = (counts[words[row]] ?? 0) + 1;
  const lengths = Object.keys(counts)
    .map(Number)
    .filter((length) => length > 0);
  const captions = lengths.reduce((sum, length) => sum + counts[length], 0);
  const quantile = (share: number): number => {
    let below = 0;
    return lengths.find((length) => (below += counts[length]) > share * captions) ?? lengths.at(-1) ?? 0;
  };
  const over256 = lengths
    .filter((length) => length > contextLength)
    .reduce((sum, length) => sum + counts[length], 0);
  return { unit: 'words', p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99), over256 };
}

/** Database and vectors; images are counted where the whole folder is measured. */
export function sizeBytesOf(folder: string, embeddings: readonly StoredEmbedding[]): number {
  const database = [databaseFileName, `${databaseFileName}-wal`, 'columns.bin'].map((name) =>
    join(folder, name),
  );
  const vectors = embeddings.flatMap(({ folder: own }) =>
    ['image.f16', 'text.f16', 'image.ivf', 'text.ivf'].map((name) => join(own, name)),
  );
  return [...database, ...vectors].reduce(
    (sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
}
