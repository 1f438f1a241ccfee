import { TriangleAlert } from 'lucide-react';
import type { FigureDetail } from '#app/domain/corpus.ts';
import { Badge } from '#renderer/ui/badge.tsx';
import { type Description, DescriptionList } from '#renderer/ui/description-list.tsx';
import { formatBytes, formatCount } from '#renderer/ui/format.ts';
import { licenceName, modalityName } from './facet-names.ts';
import { FigureTags } from './figure-tags.tsx';
import { StatusMark } from './status-mark.tsx';
import styles from './detail-meta.module.css';

/** Article, licence, split, state, tags and file of a figure. */
export function DetailMeta({ corpus, detail }: { corpus: string; detail: FigureDetail }) {
  const { article, image, curation } = detail;
  const entries: readonly Description[] = [
    { term: 'Article', value: article.title },
    { term: 'Journal', value: [article.journal, article.year].filter(Boolean).join(', ') },
    {
      term: 'PMCID',
      value: article.pmcid && (
        <Outside to={`https://pmc.ncbi.nlm.nih.gov/articles/${article.pmcid}/`} text={article.pmcid} />
      ),
    },
    {
      term: 'PMID',
      value: article.pmid && (
        <Outside to={`https://pubmed.ncbi.nlm.nih.gov/${article.pmid}/`} text={article.pmid} />
      ),
    },
    {
      term: 'DOI',
      value: article.doi && <Outside to={`https://doi.org/${article.doi}`} text={article.doi} />,
    },
    {
      term: 'Licence',
      value: <span title={article.licenseText}>{licenceName(article.license)}</span>,
    },
    { term: 'Modality', value: detail.modality && modalityName(detail.modality) },
    { term: 'Split', value: detail.split },
    {
      term: 'Status',
      value: (
        <span className={styles.status}>
          <StatusMark status={curation.status} edited={curation.captionEdited} always />
        </span>
      ),
    },
    { term: 'Tags', value: <FigureTags corpus={corpus} figure={detail.id} tags={curation.tags} /> },
    {
      term: 'Image',
      value: `${formatCount(image.width)} × ${formatCount(image.height)} ${image.format.toUpperCase()}, ${formatBytes(image.sizeBytes)}`,
    },
    {
      term: 'Hash',
      value: <code title={image.sha256}>{`${image.sha256.slice(0, 6)}…${image.sha256.slice(-4)}`}</code>,
    },
  ];
  return (
    <div className={styles.meta}>
      {article.retracted && (
        <p className={styles.notice}>
          <Badge tone="danger" icon={TriangleAlert}>
            retracted
          </Badge>{' '}
          The article was withdrawn.
        </p>
      )}
      <DescriptionList entries={entries} />
    </div>
  );
}

/** A page of somebody else, opened by the browser and only when pressed. */
const Outside = ({ to, text }: { to: string; text: string }) => (
  <a href={to} target="_blank" rel="noreferrer">
    {text}
  </a>
);
