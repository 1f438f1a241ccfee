/** The embeddings of corpora that were made with a model's weights. */
import type { CorpusSummary, EmbeddingSummary } from '#app/domain/corpus.ts';
import type { ModelSummary } from '#app/domain/model.ts';

export interface CorpusEmbedding {
  readonly corpus: string;
  readonly embedding: EmbeddingSummary;
}

/** By the weights that end the id of an embedding: a name can be given to other weights later. */
export const embeddingsOf = (
  { passport }: ModelSummary,
  corpora: readonly CorpusSummary[] | undefined,
): readonly CorpusEmbedding[] =>
  (corpora ?? []).flatMap(({ name, embeddings }) =>
    embeddings
      .filter(({ id }) => id.endsWith(`-${passport.weightsHash.slice(0, 8)}`))
      .map((embedding) => ({ corpus: name, embedding })),
  );
