/** Inline references: for every figure, the paragraphs of the article that cite it. */
import { ancestor, attribute, descendants } from '../xml/node.ts';
import type { XmlElement } from '../xml/node.ts';
import { nameSet } from '../xml/names.ts';
import type { Tape } from '../xml/tape.ts';
import { figuresBetween, figuresSpelled, joinsRange, labelParts, maxJoinCharacters } from './citations.ts';
import type { CitableFigure } from './citations.ts';
import { floats, plainText, readText, type ReadText } from './plain-text.ts';

const paragraphNames = nameSet('p');
const xrefNames = nameSet('xref');
const captionNames = nameSet('caption');
const nothingClosed = nameSet();
/** Most cross-references name an entry of the reference list and are passed over at once. */
const toReferenceList = { attribute: 'ref-type', is: 'bibr' };

/** The figures of an article, as cross-references look for them. */
interface Targets {
  readonly figures: readonly CitableFigure[];
  readonly byId: ReadonlyMap<string, readonly CitableFigure[]>;
}

/**
 * Paragraph texts by figure id, in document order, each paragraph once per figure. A paragraph counts when one of its
 * cross-references names the figure (or its group), when two of them are the ends of a range around it, or when the
 * words of one spell such a range. Captions cite nothing: they are not running text.
 */
export function readMentions(
  root: XmlElement,
  figures: readonly CitableFigure[],
): ReadonlyMap<string, readonly ReadText[]> {
  const mentions = new Map<string, ReadText[]>();
  if (figures.length === 0) return mentions;
  const targets: Targets = { figures, byId: figuresById(figures) };
  for (const [paragraph, xrefs] of citingParagraphs(root, targets)) {
    const cited = citedFigures(xrefs, targets);
    if (cited.size === 0 || ancestor(paragraph, captionNames)) continue;
    const mention = readText([paragraph]);
    if (mention.text === '') continue;
    for (const figure of cited) {
      const known = mentions.get(figure.id);
      if (!known) mentions.set(figure.id, [mention]);
      else if (!known.some(({ text }) => text === mention.text)) known.push(mention);
    }
  }
  return mentions;
}

function figuresById(figures: readonly CitableFigure[]): ReadonlyMap<string, readonly CitableFigure[]> {
  const byId = new Map<string, CitableFigure[]>();
  for (const figure of figures) {
    for (const name of figure.citedAs) {
      const known = byId.get(name);
      if (known) known.push(figure);
      else byId.set(name, [figure]);
    }
  }
  return byId;
}

/**
 * The paragraphs with cross-references that may cite a figure, and these, in document order. A reference belongs to the
 * innermost paragraph, and to none when it stands in a float.
 */
function citingParagraphs(
  root: XmlElement,
  targets: Targets,
): ReadonlyMap<XmlElement, readonly XmlElement[]> {
  const found = new Map<XmlElement, XmlElement[]>();
  for (const xref of descendants(root, xrefNames, nothingClosed, toReferenceList)) {
    if (!mayCiteFigure(xref, targets)) continue;
    const paragraph = ancestor(xref, paragraphNames, floats);
    if (!paragraph) continue;
    const known = found.get(paragraph);
    if (known) known.push(xref);
    else found.set(paragraph, [xref]);
  }
  return found;
}

function mayCiteFigure(xref: XmlElement, targets: Targets): boolean {
  return xref.hasAttribute('ref-type', 'fig') || ridsOf(xref).some((rid) => targets.byId.has(rid));
}

/** One cross-reference may name several elements. */
function ridsOf(xref: XmlElement): readonly string[] {
  return (attribute(xref, 'rid') ?? '').split(/\s+/);
}

interface Citation {
  readonly xref: XmlElement;
  readonly figures: readonly CitableFigure[];
}

function citedFigures(xrefs: readonly XmlElement[], targets: Targets): ReadonlySet<CitableFigure> {
  const cited = new Set<CitableFigure>();
  let previous: Citation | undefined;
  for (const xref of xrefs) {
    const text = plainText(xref);
    const figures = targetsOf(xref, text, targets);
    const [like] = figures;
    if (!like) continue;
    for (const figure of figures) cited.add(figure);
    for (const figure of figuresSpelled(text, like, targets.figures)) cited.add(figure);
    const start = previous?.figures.at(-1);
    if (previous && start && joinsRange(textBetween(previous.xref, xref))) {
      for (const figure of figuresBetween(start, like, targets.figures)) cited.add(figure);
    }
    previous = { xref, figures };
  }
  return cited;
}

/** What stands between two elements, as far as it is short enough to join them. */
function textBetween(first: XmlElement, second: XmlElement): string {
  const { tape } = first;
  let text = '';
  for (let index = first.end; index < second.index; index = entryAfter(tape, index)) {
    if (tape.at(index) < 0) text += tape.textAt(index);
    if (text.length > maxJoinCharacters) return text;
  }
  return text;
}

/** Into elements, past floats. */
function entryAfter(tape: Tape, index: number): number {
  return floats.has(tape.at(index)) ? tape.at(index + 2) : tape.next(index);
}

/** The figures a cross-reference names by id; one to a figure that names no known id is understood by its number. */
function targetsOf(xref: XmlElement, text: string, targets: Targets): readonly CitableFigure[] {
  const named = ridsOf(xref).flatMap((rid) => targets.byId.get(rid) ?? []);
  if (named.length > 0 || !xref.hasAttribute('ref-type', 'fig')) return named;
  const number = Number(/^\D{0,12}(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return targets.figures.filter(
    (figure) => figure.citedAs.length === 0 && labelParts(figure.label)?.number === number,
  );
}
