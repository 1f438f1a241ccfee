/** The front matter of an article. */
import type { Article, LicenseCode } from '#app/domain/figure.ts';
import { nameSet } from '../xml/names.ts';
import { attribute, at, childElements } from '../xml/node.ts';
import type { XmlElement } from '../xml/node.ts';
import { licenseOf } from './permissions.ts';
import { plainText, readText, type ReadText } from './plain-text.ts';
import { publicationDate } from './publication-date.ts';

/** What the metadata file of a PMC article version says, where there is one. It wins over the XML. */
export interface PackageMetadata {
  readonly pmcid?: string;
  readonly pmid?: string;
  readonly doi?: string;
  readonly title?: string;
  readonly license?: LicenseCode;
  readonly retracted?: boolean;
}

/** The title of `<article>`, without foot-note marks; empty when it has none. */
export function readTitle(root: XmlElement): ReadText {
  const meta = metaOf(root);
  const title = at(meta, 'title-group', 'article-title') ?? at(meta, 'article-title');
  return title ? readText([title], noteMarks) : { text: '' };
}

/** A foot-note mark after a title is no part of it. */
const noteMarks = nameSet('fn', 'xref');

const frontOf = (root: XmlElement): XmlElement => at(root, 'front') ?? at(root, 'front-stub') ?? root;

function metaOf(root: XmlElement): XmlElement {
  const front = frontOf(root);
  return at(front, 'article-meta') ?? front;
}

/**
 * Reads the front matter of `<article>`. Every field that the file does not give stays undefined (the title: empty).
 * `fallbackKey` names the article when it has neither PMCID, DOI nor PMID.
 */
export function readArticle(
  root: XmlElement,
  metadata: PackageMetadata,
  fallbackKey: () => string,
  written = readTitle(root),
): Article {
  const meta = metaOf(root);
  const pmcid = metadata.pmcid ?? pmcidOf(meta);
  const pmid = metadata.pmid ?? identifier(meta, 'pmid');
  const doi = metadata.doi ?? identifier(meta, 'doi');
  const title = written.text || (metadata.title ?? '');
  const journal = journalOf(frontOf(root));
  const published = publicationDate(meta);
  const articleType = attribute(root, 'article-type');
  const license = licenseOf(meta);
  return {
    key: pmcid ?? doi?.toLowerCase() ?? (pmid === undefined ? fallbackKey() : `pmid:${pmid}`),
    ...(pmcid !== undefined && { pmcid }),
    ...(pmid !== undefined && { pmid }),
    ...(doi !== undefined && { doi }),
    title,
    ...(journal !== undefined && { journal }),
    ...(published && { year: Number(published.slice(0, 4)), date: published }),
    ...(articleType !== undefined && articleType !== '' && { articleType }),
    license: metadata.license ?? license.code,
    ...(license.text !== undefined && { licenseText: license.text }),
    retracted: metadata.retracted === true || isRetracted(meta, title, articleType),
  };
}

/** `<article-id>` of one type, trimmed; undefined when absent or empty. */
function identifier(meta: XmlElement, ...types: readonly string[]): string | undefined {
  for (const type of types) {
    for (const element of childElements(meta, 'article-id')) {
      if (attribute(element, 'pub-id-type') !== type) continue;
      const value = plainText(element).replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i, '');
      if (value !== '') return value;
    }
  }
  return undefined;
}

/** `PMC123` from the id types `pmcid`, `pmc` and `pmcid-ver`, with or without letters and version. */
function pmcidOf(meta: XmlElement): string | undefined {
  const digits = /^(?:PMC)?(\d+)(?:\.\d+)?$/i.exec(identifier(meta, 'pmcid', 'pmc', 'pmcid-ver') ?? '')?.[1];
  return digits === undefined ? undefined : `PMC${digits}`;
}

function journalOf(front: XmlElement): string | undefined {
  const meta = at(front, 'journal-meta');
  if (!meta) return undefined;
  const named =
    at(meta, 'journal-title-group', 'journal-title') ??
    at(meta, 'journal-title') ??
    at(meta, 'journal-title-group', 'abbrev-journal-title') ??
    at(meta, 'abbrev-journal-title') ??
    childElements(meta, 'journal-id').find((id) =>
      ['nlm-ta', 'iso-abbrev'].includes(attribute(id, 'journal-id-type') ?? ''),
    );
  const text = named ? plainText(named) : '';
  return text === '' ? undefined : text;
}

const retractedBy: ReadonlySet<string> = new Set(['retraction-forward', 'retraction']);

/**
 * Whether this article itself was retracted (a notice that retracts another article is not): by PMC's link to the
 * notice, PMC's own property, the article type, or the word publishers put before the title.
 */
function isRetracted(meta: XmlElement, title: string, articleType: string | undefined): boolean {
  if (articleType === 'retracted-article') return true;
  if (articleType !== 'retraction' && /^\W*retracted\b(?:\s+article)?\s*[:\]–—-]/i.test(title)) return true;
  const links = childElements(meta, 'related-article').map((link) => attribute(link, 'related-article-type'));
  if (articleType !== 'retraction' && links.some((type) => type !== undefined && retractedBy.has(type)))
    return true;
  return childElements(meta, 'custom-meta-group', 'custom-meta-wrap')
    .flatMap((group) => childElements(group, 'custom-meta'))
    .some((custom) => {
      const name = at(custom, 'meta-name');
      const value = at(custom, 'meta-value');
      return name && value && /retracted$/i.test(plainText(name)) && /^(?:yes|true)$/i.test(plainText(value));
    });
}
