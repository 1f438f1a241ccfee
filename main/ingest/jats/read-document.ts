/** One article document with its files to items of the stream. */
import type { Article, FigureRecord, IngestItem } from '#app/domain/figure.ts';
import { captionObjection } from '../filters.ts';
import type { ReadContext } from '../options.ts';
import type { FileIndex } from '../file-index.ts';
import type { SourceFile } from '../tree.ts';
import { reasonOf, rejected } from '../rejections.ts';
import type { RejectedItem } from '../rejections.ts';
import { XmlError } from '../xml/xml-error.ts';
import { chooseImage, type ImageChoice } from './choose-image.ts';
import type { Graphic } from './figures.ts';
import { readPackageMetadata } from './package-metadata.ts';
import type { ParsedArticle, ParsedFigure } from './parse-articles.ts';
import { parseAside } from './parse-threads.ts';

/** An article document and the files its graphics may refer to. */
export interface ArticlePackage {
  readonly document: SourceFile;
  readonly files: FileIndex;
}

const maxDocumentBytes = 512 * 1024 * 1024;

/** All items of one document. Bad content becomes rejections, never an exception. */
export async function readDocument(
  { document, files }: ArticlePackage,
  context: ReadContext,
): Promise<readonly IngestItem[]> {
  const { source } = context;
  if (document.sizeBytes > maxDocumentBytes) {
    return [rejected(source, document.name, 'unreadable', 'The document is larger than 512 MiB.')];
  }
  const articles = await parseDocument(document, files, source);
  if ('kind' in articles) return [articles];
  const items: IngestItem[] = [];
  const choose = (graphic: Graphic): Promise<ImageChoice> => chooseImage(graphic, files);
  for (const parsed of articles)
    items.push(...(await readArticleItems(parsed, document.name, choose, context)));
  return items;
}

/** The articles of a document, or the one rejection that says why there are none. */
async function parseDocument(
  document: SourceFile,
  files: FileIndex,
  source: string,
): Promise<readonly ParsedArticle[] | RejectedItem> {
  try {
    const metadata = await readPackageMetadata(document, files);
    const articles = await parseAside(await document.read(), metadata);
    if (articles.length > 0) return articles;
    return rejected(source, document.name, 'no-figures', 'The document holds no article.');
  } catch (error) {
    if (error instanceof XmlError) return rejected(source, document.name, 'xml-malformed', error.message);
    const message = `The document could not be read: ${reasonOf(error)}.`;
    return rejected(source, document.name, 'unreadable', message);
  }
}

/** All items of a parsed article; `choose` finds the picture behind a graphic. */
export async function readArticleItems(
  { article, figures }: ParsedArticle,
  documentName: string,
  choose: (graphic: Graphic) => Promise<ImageChoice>,
  { source, options }: ReadContext,
): Promise<readonly IngestItem[]> {
  if (options.licenses && !options.licenses.includes(article.license)) {
    const message = `The licence of the article is ${article.license}, which was not asked for.`;
    return [rejected(source, documentName, 'license-excluded', message)];
  }
  if (figures.length === 0) {
    return [rejected(source, documentName, 'no-figures', 'The article has no figures.')];
  }
  const items: IngestItem[] = [];
  for (const figure of figures) {
    const item = `${article.key}/${figure.id}`;
    if (figure.caption === '') {
      items.push(rejected(source, item, 'no-caption', 'The figure has no caption.'));
      continue;
    }
    const short = captionObjection(figure.caption, options);
    if (short) {
      items.push(rejected(source, item, short.code, short.message));
      continue;
    }
    if (figure.graphics.length === 0) {
      items.push(rejected(source, item, 'image-missing', 'The figure refers to no image.'));
    }
    for (const [index, graphic] of figure.graphics.entries()) {
      options.signal?.throwIfAborted();
      const figureId = index === 0 ? figure.id : `${figure.id}.${index + 1}`;
      const choice = await choose(graphic);
      if (choice.ok) {
        items.push({ kind: 'figure', figure: figureRecord(article, figure, figureId, choice) });
      } else items.push(rejected(source, `${article.key}/${figureId}`, choice.code, choice.message));
    }
  }
  return items;
}

function figureRecord(
  article: Article,
  figure: ParsedFigure,
  figureId: string,
  { image, renditions = [] }: Extract<ImageChoice, { ok: true }>,
): FigureRecord {
  return {
    article,
    figureId,
    ...(figure.label !== undefined && { label: figure.label }),
    caption: figure.caption,
    mentions: figure.mentions.map((text) => ({ text })),
    panels: [...figure.panels],
    image,
    ...(renditions.length > 0 && { renditions: [...renditions] }),
    ...(figure.repairs.length > 0 && { repairs: [...figure.repairs] }),
  };
}
