/** Inline references: for every figure, the paragraphs of the article that cite it. */
import { ancestor, attribute, descendants } from '../xml/node.ts';
import type { XmlElement, XmlNode } from '../xml/node.ts';
import { figuresBetween, figuresSpelled, joinsRange, labelParts } from './citations.ts';
import type { CitableFigure } from './citations.ts';
import { floats, plainText } from './plain-text.ts';

const paragraphNames: ReadonlySet<string> = new Set(['p']);
const xrefNames: ReadonlySet<string> = new Set(['xref']);
const captionNames: ReadonlySet<string> = new Set(['caption']);

/**
 * Paragraph texts by figure id, in document order, each paragraph once per figure. A paragraph counts when one of its
 * cross-references names the figure (or its group), when two of them are the ends of a range around it, or when the
 * words of one spell such a range. Captions cite nothing: they are not running text.
 */
export function readMentions(
  root: XmlElement,
  figures: readonly CitableFigure[],
): ReadonlyMap<string, readonly string[]> {
  const byTarget = new Map<string, CitableFigure[]>();
  for (const figure of figures) {
    for (const name of figure.citedAs) {
      const known = byTarget.get(name);
      if (known) known.push(figure);
      else byTarget.set(name, [figure]);
    }
  }
  const mentions = new Map<string, string[]>();
  for (const paragraph of descendants(root, paragraphNames)) {
    const cited = citedFigures(paragraph, byTarget, figures);
    if (cited.size === 0 || ancestor(paragraph, captionNames)) continue;
    const text = plainText(paragraph);
    if (text === '') continue;
    for (const figure of cited) {
      const known = mentions.get(figure.id);
      if (!known) mentions.set(figure.id, [text]);
      else if (!known.includes(text)) known.push(text);
    }
  }
  return mentions;
}

interface Citation {
  readonly figures: readonly CitableFigure[];
  readonly text: string;
  /** The text between the previous cross-reference to a figure and this one. */
  readonly before: string;
}

function citedFigures(
  paragraph: XmlElement,
  byTarget: ReadonlyMap<string, readonly CitableFigure[]>,
  figures: readonly CitableFigure[],
): ReadonlySet<CitableFigure> {
  const cited = new Set<CitableFigure>();
  let previous: Citation | undefined;
  for (const citation of citationsOf(paragraph, byTarget, figures)) {
    for (const figure of citation.figures) cited.add(figure);
    const [like] = citation.figures;
    if (like) for (const figure of figuresSpelled(citation.text, like, figures)) cited.add(figure);
    const start = previous?.figures.at(-1);
    if (start && like && joinsRange(citation.before)) {
      for (const figure of figuresBetween(start, like, figures)) cited.add(figure);
    }
    previous = citation;
  }
  return cited;
}

/** The cross-references of a paragraph that cite figures; those inside nested paragraphs and floats are not its own. */
function citationsOf(
  paragraph: XmlElement,
  byTarget: ReadonlyMap<string, readonly CitableFigure[]>,
  figures: readonly CitableFigure[],
): readonly Citation[] {
  const citations: Citation[] = [];
  let before = '';
  const visit = (node: XmlNode): void => {
    if (typeof node === 'string') before += node;
    else if (xrefNames.has(node.name)) {
      const text = plainText(node);
      const targets = targetsOf(node, text, byTarget, figures);
      if (targets.length === 0) before += text;
      else {
        citations.push({ figures: targets, text, before });
        before = '';
      }
    } else if (!floats.has(node.name) && !paragraphNames.has(node.name)) node.children.forEach(visit);
  };
  paragraph.children.forEach(visit);
  return citations;
}

/** The figures a cross-reference names by id; one to a figure that names no known id is understood by its number. */
function targetsOf(
  xref: XmlElement,
  text: string,
  byTarget: ReadonlyMap<string, readonly CitableFigure[]>,
  figures: readonly CitableFigure[],
): readonly CitableFigure[] {
  const targets = (attribute(xref, 'rid') ?? '').split(/\s+/).flatMap((rid) => byTarget.get(rid) ?? []);
  if (targets.length > 0 || attribute(xref, 'ref-type') !== 'fig') return targets;
  const number = Number(/^\D{0,12}(\d+)/.exec(text)?.[1] ?? Number.NaN);
  return figures.filter(
    (figure) => figure.citedAs.length === 0 && labelParts(figure.label)?.number === number,
  );
}
