/** JATS markup to the words a reader sees. */
import type { XmlElement, XmlNode } from '../xml/node.ts';
import { type NameSet, nameSet } from '../xml/names.ts';
import { elementSize } from '../xml/tape.ts';
import { repairMojibake } from '../mojibake.ts';
import { mathsNames, mathsText } from './maths.ts';

/** Things that float: they have captions of their own and are no part of the sentence they stand in. */
export const floats = nameSet(
  'fig',
  'fig-group',
  'table-wrap',
  'table-wrap-group',
  'supplementary-material',
  'media',
  'graphic',
  'inline-supplementary-material',
);

/** Never text: identifiers, descriptions for machines, index terms. */
const silent = nameSet(
  'object-id',
  'alt-text',
  'long-desc',
  'index-term',
  'inline-graphic',
  'x',
  'processing-meta',
);

/** Elements that a reader sees as separate from their neighbours. */
const blocks = nameSet(
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
);

const noNames = nameSet();
const leftOut = nameSet(...silent.names, ...floats.names);

/**
 * The text of a node: nested inline markup at any depth, mathematics as characters, floats and identifiers left out,
 * white space (no-break spaces included) collapsed to single spaces.
 */
export function plainText(node: XmlNode): string {
  const parts: string[] = [];
  append(node, parts);
  return collapse(parts.join(''));
}

/** A text as it was meant. `before`: what stood there, when it had to be repaired. */
export interface ReadText {
  readonly text: string;
  readonly before?: string;
}

/** The text of elements, one after the other, without those of their children that have one of the names. */
export function readText(elements: readonly XmlElement[], without: NameSet = noNames): ReadText {
  const parts: string[] = [];
  for (const element of elements) {
    parts.push(' ');
    for (const node of element.children) {
      if (typeof node === 'string' || !without.has(node.nameId)) append(node, parts);
    }
  }
  const written = parts.join('');
  const marks = marksOf(written);
  // Before white space is collapsed: a no-break space or a soft hyphen may be half of a letter.
  const repaired = marks & mayBeMisread ? repairMojibake(written) : undefined;
  if (repaired === undefined) return { text: collapseMarked(written, marks) };
  return { text: collapse(repaired), before: written.replace(/[ \t\r\n]+/g, ' ').trim() };
}

/** Collapses white space and drops the soft hyphens and zero-width marks of a typesetter. */
export function collapse(text: string): string {
  return collapseMarked(text, marksOf(text));
}

function collapseMarked(text: string, marks: number): string {
  if (!(marks & mayCollapse)) return text.trim();
  return text
    .replace(/[\u00ad\u200b\u2060-\u2064\ufeff]/g, '')
    .replace(/\s\s+|[^\S ]/g, ' ')
    .trim();
}

/** White space that is no single space, or a mark that takes no room. */
const mayCollapse = 1;
/** A letter that begins what was misread, before another that is not ASCII. */
const mayBeMisread = 2;

/** What there is to do with a text, by one look at its characters instead of a search for each rule. */
function marksOf(text: string): number {
  let marks = 0;
  let previous = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code <= 0x20) {
      if (code !== 0x20 || previous === 0x20) marks |= mayCollapse;
    } else if (code > 0x7e) {
      if (previous >= 0xc2 && previous <= 0xf4) marks |= mayBeMisread;
      if (isSpaceOrMark(code)) marks |= mayCollapse;
    }
    previous = code;
  }
  return marks;
}

/** Whether a code that is not ASCII may be white space or take no room: some are neither, and cost only a search. */
function isSpaceOrMark(code: number): boolean {
  if (code <= 0xad || code >= 0x3000 || code === 0x1680) return true;
  const isSign = code >= 0x2010 && code <= 0x2027;
  return code >= 0x2000 && code <= 0x2064 && !isSign;
}

function append(node: XmlNode, parts: string[]): void {
  if (typeof node === 'string') parts.push(node);
  else if (!leftOut.has(node.nameId)) appendElement(node, parts);
}

/** Reads along the tape: a paragraph has many elements, and none of them needs to be an object. */
function appendElement(element: XmlElement, parts: string[]): void {
  const { tape } = element;
  const visit = (index: number): void => {
    const name = tape.at(index);
    if (mathsNames.has(name)) {
      parts.push(mathsText(element.sibling(index)));
      return;
    }
    const isBlock = blocks.has(name);
    if (isBlock) parts.push(' ');
    const end = tape.at(index + 2);
    for (let inner = index + elementSize; inner < end; ) {
      const kind = tape.at(inner);
      if (kind < 0) {
        const text = tape.textAt(inner);
        if (text !== '') parts.push(text);
        inner = tape.next(inner);
      } else {
        if (!leftOut.has(kind)) visit(inner);
        inner = tape.at(inner + 2);
      }
    }
    if (isBlock) parts.push(' ');
  };
  visit(element.index);
}
