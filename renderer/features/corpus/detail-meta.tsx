import type { FigureDetail } from '#app/domain/corpus.ts';
import type { ImageSource, Repair } from '#app/domain/figure.ts';
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
    { term: 'Date', value: article.date !== String(article.year) && article.date },
    { term: 'Type', value: article.articleType?.replaceAll('-', ' ') },
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
    { term: 'Licence', value: <Licence article={article} /> },
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
    { term: 'Image', value: imageFacts(image) },
    { term: 'Kept', value: placeOf(image.source) },
    {
      term: 'Hash',
      value: <code title={image.sha256}>{`${image.sha256.slice(0, 6)}…${image.sha256.slice(-4)}`}</code>,
    },
    { term: 'Also as', value: detail.renditions.length > 0 && <Names names={detail.renditions} /> },
    { term: 'Repaired', value: detail.repairs.length > 0 && <Repairs repairs={detail.repairs} /> },
  ];
  return (
    <div className={styles.meta}>
      <DescriptionList entries={entries} />
    </div>
  );
}

function imageFacts({ width, height, format, sizeBytes }: FigureDetail['image']): string {
  const size = width > 0 ? `${formatCount(width)} × ${formatCount(height)}` : 'not fetched yet';
  return [`${size} ${format.toUpperCase()}`, ...(sizeBytes > 0 ? [formatBytes(sizeBytes)] : [])].join(', ');
}

/** Where the bytes of the image are. */
function placeOf(source: ImageSource): string {
  switch (source.kind) {
    case 'file':
      return 'where it was imported from';
    case 'tar':
      return 'in its archive';
    case 'blob':
      return 'copied into the corpus';
    case 'remote':
      return `on ${hostOf(source.url)}, fetched when it is looked at`;
    default:
      return 'made when it is looked at';
  }
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'a server';
}

const addressPattern = /https?:\/\/[^\s<>"')]+/;

/** The code, linked to the page that the article names; its statement stands below where it says more. */
function Licence({ article }: { article: FigureDetail['article'] }) {
  const { license, licenseText } = article;
  const address = addressPattern.exec(licenseText ?? '')?.[0].replace(/[.,;]$/, '');
  const name = licenceName(license);
  return (
    <>
      {address ? <Outside to={address} text={name} /> : name}
      {licenseText && licenseText !== address && (
        <details className={styles.more}>
          <summary>As printed</summary>
          {licenseText}
        </details>
      )}
    </>
  );
}

const Names = ({ names }: { names: readonly string[] }) => (
  <ul className={styles.names}>
    {names.map((name) => (
      <li key={name}>
        <code>{name}</code>
      </li>
    ))}
  </ul>
);

/** Text that was decoded wrongly in the source and set right, with what stood there. */
const Repairs = ({ repairs }: { repairs: readonly Repair[] }) => (
  <details className={styles.more} open={repairs.length === 1}>
    <summary>
      {[...new Set(repairs.map(({ field }) => field))].join(', ')}: letters that were decoded wrongly
    </summary>
    <ul className={styles.names}>
      {repairs.map(({ field, before }) => (
        <li key={`${field} ${before}`}>
          {field} was “{before}”
        </li>
      ))}
    </ul>
  </details>
);

/** A page of somebody else, opened by the browser and only when pressed. */
const Outside = ({ to, text }: { to: string; text: string }) => (
  <a className={styles.outside} href={to} target="_blank" rel="noreferrer">
    {text}
  </a>
);
