/** One article of a data set: its version, its document, its figures. */
import type { IngestItem } from '#app/domain/figure.ts';
import { filtered } from '../filters.ts';
import type { ImageChoice } from '../jats/choose-image.ts';
import type { Graphic } from '../jats/figures.ts';
import type { ParsedArticle } from '../jats/parse-articles.ts';
import { parseAside } from '../jats/parse-threads.ts';
import { readArticleItems } from '../jats/read-document.ts';
import type { ReadContext } from '../options.ts';
import { reasonOf, rejected, type RejectionCode } from '../rejections.ts';
import { XmlError } from '../xml/xml-error.ts';
import { ObjectChooser } from './choose-object.ts';
import { chooseVersion } from './choose-version.ts';
import type { ArticleVersion, DataSet } from './data-set.ts';
import { ObjectFailure } from './failures.ts';
import { LocalImages } from './local-images.ts';
import type { VersionMetadata } from './metadata.ts';
import type { Unselected } from './unselected.ts';

const maxDocumentBytes = 512 * 2 ** 20;

export interface ReadArticle {
  readonly items: readonly IngestItem[];
  /** Names the article as it is now; see chooseVersion. Undefined when it could not be read. */
  readonly identity: string | undefined;
  /** `lasting`: holds for every selection; `selected`: for this one; `again`: a later attempt may end otherwise. */
  readonly verdict: 'lasting' | 'selected' | 'again';
  readonly unselected?: Unselected;
}

export interface ArticleRequest {
  readonly pmcid: string;
  readonly versions: readonly ArticleVersion[];
  /** Whether it was read before as it is now, and need not be read again. */
  readonly isKnown: (identity: string) => boolean;
}

/** What an article became; undefined when it is known. Bad content becomes rejections. */
export async function readArticleOf(
  dataSet: DataSet,
  { pmcid, versions, isKnown }: ArticleRequest,
  context: ReadContext,
): Promise<ReadArticle | undefined> {
  let identity: string | undefined;
  try {
    const { metadata, ...chosen } = await chooseVersion(dataSet, versions);
    ({ identity } = chosen);
    if (isKnown(identity)) return undefined;
    return { identity, ...(await readVersionItems(dataSet, pmcid, metadata, context)) };
  } catch (thrown) {
    if (!(thrown instanceof ObjectFailure)) throw thrown;
    const verdict = thrown.isFinal ? 'lasting' : 'again';
    return { identity, verdict, items: [refusal(context, pmcid, 'download-failed', thrown.message)] };
  }
}

type VersionItems = Omit<ReadArticle, 'identity'>;

async function readVersionItems(
  dataSet: DataSet,
  pmcid: string,
  metadata: VersionMetadata,
  context: ReadContext,
): Promise<VersionItems> {
  const { licenses, selection } = context.options;
  const { license } = metadata.article;
  // A licence that the metadata leave open is in the document.
  if (license !== undefined && licenses && !licenses.includes(license)) return notSelected('licence');
  const { bytes } = await dataSet.read(metadata.xml.key, {
    md5: metadata.xml.md5,
    maxBytes: maxDocumentBytes,
  });
  const parsed = await parse(bytes, { pmcid, metadata, context });
  if ('kind' in parsed) return { verdict: 'lasting', items: [parsed] };
  const articles = parsed;
  if (licenses && articles.every(({ article }) => !licenses.includes(article.license)))
    return notSelected('licence');
  const types = selection?.types ?? [];
  const isOfType = ({ article }: ParsedArticle): boolean =>
    types.length === 0 || types.includes(article.articleType ?? '');
  if (!articles.some(isOfType)) return notSelected('article type');
  if (articles.every(({ figures }) => figures.length === 0))
    return { verdict: 'lasting', items: [], unselected: 'no figures' };
  return readFigures(dataSet, articles.filter(isOfType), metadata, context);
}

const notSelected = (unselected: Unselected): VersionItems => ({
  verdict: 'selected',
  items: [],
  unselected,
});

async function parse(
  bytes: Uint8Array,
  { pmcid, metadata, context }: { pmcid: string; metadata: VersionMetadata; context: ReadContext },
): Promise<readonly ParsedArticle[] | IngestItem> {
  try {
    const articles = await parseAside(bytes, { pmcid, ...metadata.article });
    if (articles.length > 0) return articles;
    return refusal(context, pmcid, 'no-figures', 'The document holds no article.');
  } catch (error) {
    const { key } = metadata.xml;
    if (error instanceof XmlError)
      return refusal(context, pmcid, 'xml-malformed', `${key}: ${error.message}`);
    context.options.signal?.throwIfAborted();
    return refusal(context, pmcid, 'unreadable', `${key} could not be read: ${reasonOf(error)}.`);
  }
}

/** The figures of the articles, each graphic with its image. */
async function readFigures(
  dataSet: DataSet,
  articles: readonly ParsedArticle[],
  { media, xml }: VersionMetadata,
  context: ReadContext,
): Promise<VersionItems> {
  const { options, source } = context;
  const files = media.map(({ key, md5 }) => dataSet.file(key, md5));
  const chooser = new ObjectChooser(files, {
    isLazy: options.selection?.images === 'lazy',
    local: new LocalImages(
      options.memory,
      articles.map(({ article }) => article.key),
    ),
  });
  let mayPass = false;
  const choose = async (graphic: Graphic): Promise<ImageChoice> => {
    const chosen = await chooser.choose(graphic);
    mayPass ||= chosen.mayPass;
    return chosen.choice;
  };
  const items: IngestItem[] = [];
  for (const article of articles)
    for (const item of await readArticleItems(article, xml.key, choose, context))
      items.push(filtered(item, source, options));
  const isFiltered = items.some((item) => item.kind === 'rejected' && byChoice.has(item.rejection.code));
  return { items, verdict: mayPass ? 'again' : isFiltered ? 'selected' : 'lasting' };
}

/** What another selection would take. */
const byChoice: ReadonlySet<RejectionCode> = new Set(['license-excluded', 'too-small', 'caption-too-short']);

const refusal = ({ source }: ReadContext, item: string, code: RejectionCode, message: string): IngestItem =>
  rejected(source, item, code, message);
