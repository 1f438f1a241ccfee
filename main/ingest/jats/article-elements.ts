/** Where the articles of a document are. */
import { descendants } from '../xml/node.ts';
import { nameSet } from '../xml/names.ts';
import type { XmlElement } from '../xml/node.ts';

const articleNames = nameSet('article');

/** The `<article>` at the root, or those of an article set or harvesting envelope, in document order. */
export function articleElements(root: XmlElement): readonly XmlElement[] {
  return root.name === 'article' ? [root] : descendants(root, articleNames, articleNames);
}
