/** One article document with its files to items of the stream. */
import { availableParallelism } from 'node:os';
import type { Article, FigureRecord, IngestItem } from '#app/domain/figure.ts';
import { captionObjection } from '../filters.ts';
import type { ReadContext } from '../options.ts';
import type { FileIndex } from '../file-index.ts';
import type { SourceFile } from '../tree.ts';
import { readingMemory } from '../memory-gate.ts';
import { mapOrdered } from '#app/util/ordered.ts';
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

/** Decoding leaves the event loop; what is held meanwhile is bounded by the memory gate. */
const imagesAtOnce = Math.max(2, Math.min(8, availableParallelism()));
const maxDocumentBytes = 256 * 1024 * 1024;

/** All items of one document. Bad content becomes rejections, never an exception. */
export async function readDocument(
  { document, files }: ArticlePackage,
  context: ReadContext,
): Promise<readonly IngestItem[]> {
  const { source } = context;
  if (document.sizeBytes > maxDocumentBytes) {
    return [rejected(source, document.name, 'unreadable', 'The document is larger than 256 MiB.')];
  }
  const articles = await parseDocument(document, files, source);
  if ('kind' in articles) return [articles];
  const items: IngestItem[] = [];
  const choose = (graphic: Graphic): Promise<ImageChoice> => chooseImage(graphic, files);
  for (const parsed of articles)
    items.push(...(await readArticleItems(parsed, document.name, choose, context, imagesAtOnce)));
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
    const parse = async () => parseAside(await document.read(), metadata);
    const articles = await readingMemory.run(document.sizeBytes, parse);
    if (articles.length > 0) return articles;
    return rejected(source, document.name, 'no-figures', 'The document holds no article.');
  } catch (error) {
    if (error instanceof XmlError) return rejected(source, document.name, 'xml-malformed', error.message);
    const message = `The document could not be read: ${reasonOf(error)}.`;
    return rejected(source, document.name, 'unreadable', message);
  }
}

/** All items of a parsed article in its order; `choose` finds the picture behind a graphic, `atOnce` at a time. */
export async function readArticleItems(
  { article, figures }: ParsedArticle,
  documentName: string,
  choose: (graphic: Graphic) => Promise<ImageChoice>,
  { source, options }: ReadContext,
  atOnce = 1,
): Promise<readonly IngestItem[]> {
  if (options.licenses && !options.licenses.includes(article.license)) {
    const message = `The licence of the article is ${article.license}, which was not asked for.`;
    return [rejected(source, documentName, 'license-excluded', message)];
  }
  if (figures.length === 0) {
    return [rejected(source, documentName, 'no-figures', 'The article has no figures.')];
  }
  const read = async ({ figureId, figure, graphic }: ReadingFigure): Promise<IngestItem> => {
    options.signal?.throwIfAborted();
    const choice = await choose(graphic);
    return choice.ok
      ? { kind: 'figure', figure: figureRecord(article, figure, figureId, choice) }
      : rejected(source, `${article.key}/${figureId}`, choice.code, choice.message);
  };
  const items: IngestItem[] = [];
  const steps = figures.flatMap((figure) => figureSteps(article, figure, { source, options }));
  const done = mapOrdered(steps, atOnce, (step) => ('kind' in step ? Promise.resolve(step) : read(step)));
  for await (const item of done) items.push(item);
  return items;
}

/** A figure whose image is to be found: one of the graphics of a figure of the document. */
interface ReadingFigure {
  readonly figureId: string;
  readonly figure: ParsedFigure;
  readonly graphic: Graphic;
}

/** What is to be read for a figure, or why nothing is. */
function figureSteps(
  article: Article,
  figure: ParsedFigure,
  { source, options }: ReadContext,
): readonly (ReadingFigure | RejectedItem)[] {
  const item = `${article.key}/${figure.id}`;
  if (figure.caption === '') return [rejected(source, item, 'no-caption', 'The figure has no caption.')];
  const short = captionObjection(figure.caption, options);
  if (short) return [rejected(source, item, short.code, short.message)];
  if (figure.graphics.length === 0)
    return [rejected(source, item, 'image-missing', 'The figure refers to no image.')];
  return figure.graphics.map((graphic, index) => ({
    figureId: index === 0 ? figure.id : `${figure.id}.${index + 1}`,
    figure,
    graphic,
  }));
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
