/** The corpora that have vectors of this model. */
import type { ModelSummary } from '#app/domain/model.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { formatCount, formatMoment } from '#renderer/ui/format.ts';
import { Table } from '#renderer/ui/table.tsx';
import type { CorpusEmbedding } from './embeddings-of.ts';
import styles from './embeddings-tab.module.css';

export function EmbeddingsTab({
  model,
  embeddings,
}: {
  model: ModelSummary;
  embeddings: readonly CorpusEmbedding[];
}) {
  if (embeddings.length === 0)
    return <p className={styles.none}>No corpus has been embedded with {model.name} yet.</p>;
  return (
    <Table
      label="Embeddings"
      rows={embeddings}
      rowKey={({ corpus, embedding }) => `${corpus} ${embedding.id}`}
      roomy
      columns={[
        {
          key: 'corpus',
          head: 'Corpus',
          cell: ({ corpus, embedding }) => (
            <a href={linkTo('retrieve', corpus, { model: embedding.model })}>{corpus}</a>
          ),
        },
        {
          key: 'images',
          head: 'Images',
          numeric: true,
          cell: ({ embedding }) => formatCount(embedding.images),
        },
        { key: 'texts', head: 'Texts', numeric: true, cell: ({ embedding }) => formatCount(embedding.texts) },
        {
          key: 'state',
          head: 'State',
          cell: ({ embedding }) => (embedding.complete ? 'complete' : 'embed again to complete'),
        },
        { key: 'made', head: 'Made', cell: ({ embedding }) => formatMoment(embedding.createdAt) },
      ]}
    />
  );
}
