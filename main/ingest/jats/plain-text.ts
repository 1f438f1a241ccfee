/** JATS markup to the words a reader sees. */
import type { XmlElement, XmlNode } from '../xml/node.ts';
import { isMaths, mathsText } from './maths.ts';

/** Things that float: they have captions of their own and are no part of the sentence they stand in. */
export const floats: ReadonlySet<string> = new Set([
  'fig',
  'fig-group',
  'table-wrap',
  'table-wrap-group',
  'supplementary-material',
  'media',
  'graphic',
  'inline-supplementary-material',
]);

/** Never text: identifiers, descriptions for machines, index terms. */
const silent: ReadonlySet<string> = new Set([
  'object-id',
  'alt-text',
  'long-desc',
  'index-term',
  'inline-graphic',
  'x',
  'processing-meta',
]);

/** Elements that a reader sees as separate from their neighbours. */
const blocks: ReadonlySet<string> = new Set([
  'p',
  'title',
  'subtitle',
  'sec',
  'label',
  'list',
  'list-item',
  'def-list',
  'def-item',
  'def',
  'term',
  'break',
  'disp-formula',
  'disp-quote',
  'td',
  'th',
  'tr',
  'caption',
  'attrib',
  'verse-line',
  'boxed-text',
  'statement',
  'preformat',
]);

/**
 * The text of a node: nested inline markup at any depth, mathematics as characters, floats and identifiers left out,
 * white space (no-break spaces included) collapsed to single spaces.
 */
export function plainText(node: XmlNode): string {
  const parts: string[] = [];
  append(node, parts);
  return collapse(parts.join(''));
}

/** Collapses white space and drops the soft hyphens and zero-width marks of a typesetter. */
export function collapse(text: string): string {
  return text
    .replace(/[\u00ad\u200b\u2060-\u2064\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function append(node: XmlNode, parts: string[]): void {
  if (typeof node === 'string') parts.push(node);
  else if (silent.has(node.name) || floats.has(node.name)) return;
  else if (isMaths(node)) parts.push(mathsText(node));
  else appendElement(node, parts);
}

function appendElement(element: XmlElement, parts: string[]): void {
  const block = blocks.has(element.name);
  if (block) parts.push(' ');
  for (const child of element.children) append(child, parts);
  if (block) parts.push(' ');
}
