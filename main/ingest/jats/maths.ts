/** Formulae as text: MathML read off in order, TeX reduced to its characters. */
import type { XmlElement } from '../xml/node.ts';
import { childElements, descendants } from '../xml/node.ts';
import { nameSet } from '../xml/names.ts';
import { texText } from './tex.ts';

/** Elements whose text is that of a formula. */
export const mathsNames = nameSet('inline-formula', 'disp-formula', 'math', 'tex-math');

const mathNames = nameSet('math');
const texNames = nameSet('tex-math');

/**
 * The text of a formula. Where a formula is given several times (`alternatives`), MathML comes first, then TeX; a
 * picture of a formula is no text.
 */
export function mathsText(element: XmlElement): string {
  if (element.name === 'math') return mathmlText(element);
  if (element.name === 'tex-math') return texText(rawText(element));
  const [math] = descendants(element, mathNames);
  const mathml = math ? mathmlText(math) : '';
  if (mathml.trim() !== '') return mathml;
  const [tex] = descendants(element, texNames);
  if (tex) return texText(rawText(tex));
  return formulaMarkup(element);
}

const skippedInFormula = nameSet('label', 'graphic', 'inline-graphic', 'alt-text');

/** A formula set with italic, sub and sup only. */
function formulaMarkup(element: XmlElement): string {
  let text = '';
  for (const node of element.children) {
    if (typeof node === 'string') text += node;
    else if (!skippedInFormula.has(node.nameId)) text += formulaMarkup(node);
  }
  return text;
}

const separatedOperators = /^[=<>≤≥≈≠∼±×→⇒∈+]$/;

function mathmlText(element: XmlElement): string {
  switch (element.name) {
    case 'annotation':
    case 'annotation-xml':
      return '';
    case 'mfrac':
      return childElements(element).map(mathmlText).map(parenthesised).join('/');
    case 'msqrt':
      return `√${parenthesised(mathmlChildren(element))}`;
    case 'mspace':
      return ' ';
    case 'mo': {
      const operator = rawText(element).trim();
      return separatedOperators.test(operator) ? ` ${operator} ` : operator;
    }
    case 'mtext':
      return rawText(element);
    case 'mi':
    case 'mn':
    case 'ms':
      return rawText(element).trim();
    default:
      return mathmlChildren(element);
  }
}

function mathmlChildren(element: XmlElement): string {
  let text = '';
  for (const node of element.children) text += typeof node === 'string' ? node.trim() : mathmlText(node);
  return text;
}

function parenthesised(text: string): string {
  return /^[\p{L}\p{N}.]*$/u.test(text.trim()) ? text.trim() : `(${text.trim()})`;
}

function rawText(element: XmlElement): string {
  let text = '';
  for (const node of element.children) text += typeof node === 'string' ? node : rawText(node);
  return text;
}
