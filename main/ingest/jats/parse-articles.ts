/** The bytes of an article document to what its XML tells. No file is looked at: this runs in a thread too. */
import { createHash } from 'node:crypto';
import type { Article } from '#app/domain/figure.ts';
import { nameSet } from '../xml/names.ts';
import type { XmlElement } from '../xml/node.ts';
import { readXml } from '../xml/parse.ts';
import { articleElements } from './article-elements.ts';
import { readArticle, readTitle } from './article.ts';
import type { PackageMetadata } from './article.ts';
import { readFigures, repairOf } from './figures.ts';
import type { JatsFigure } from './figures.ts';
import { readMentions } from './mentions.ts';
import { panelLetters } from './panels.ts';

/** An article as its XML tells it, before anyone looked for the images. */
export interface ParsedArticle {
  readonly article: Article;
  readonly figures: readonly ParsedFigure[];
}

export interface ParsedFigure extends JatsFigure {
  readonly mentions: readonly string[];
  readonly panels: readonly string[];
}

/** Reference lists are half of a document and hold nothing that is read. */
const dropContentOf = nameSet('ref-list');

/**
 * Parses a document to its articles: usually one, several for an article set.
 *
 * @throws {XmlError} when it is not well-formed.
 */
export function parseArticles(bytes: Uint8Array, metadata: PackageMetadata = {}): readonly ParsedArticle[] {
  return readXml(bytes, { dropContentOf }, (root) =>
    articleElements(root).map((element, index) =>
      readParsed(element, metadata, () => contentKey(bytes, index)),
    ),
  );
}

function readParsed(element: XmlElement, metadata: PackageMetadata, contentKey: () => string): ParsedArticle {
  const title = readTitle(element);
  const article = readArticle(element, metadata, contentKey, title);
  const titleRepair = repairOf('title', title);
  const figures = readFigures(element);
  const mentions = readMentions(element, figures);
  return {
    article,
    figures: figures.map((figure) => {
      const cited = mentions.get(figure.id) ?? [];
      const repairs = [
        ...titleRepair,
        ...figure.repairs,
        ...cited.flatMap((text) => repairOf('mention', text)),
      ];
      const panels = panelLetters(figure.caption);
      return { ...figure, mentions: cited.map(({ text }) => text), panels, repairs };
    }),
  };
}

/** The key of an article without identifiers: its content. */
function contentKey(bytes: Uint8Array, index: number): string {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return index === 0 ? `xml:${hash}` : `xml:${hash}-${index + 1}`;
}
