/** The figures of an article: identity, label, caption, and the images they refer to. */
import type { Repair } from '#app/domain/figure.ts';
import { nameSet } from '../xml/names.ts';
import { ancestor, at, attribute, childElements, descendants, hrefOf } from '../xml/node.ts';
import type { XmlElement } from '../xml/node.ts';
import { readText, type ReadText } from './plain-text.ts';

/** One image of a figure: the hrefs are renditions of the same picture, in the order of the file. */
export interface Graphic {
  readonly hrefs: readonly string[];
}

export interface JatsFigure {
  /** The id in the file, else `fig-<n>` by position; unique in the article. */
  readonly id: string;
  /** Ids in the file that a citation may use: the figure's own and its group's. */
  readonly citedAs: readonly string[];
  readonly label: string | undefined;
  /** Title and paragraphs as text; empty when the file gives none. */
  readonly caption: string;
  readonly graphics: readonly Graphic[];
  /** What was repaired in label and caption. */
  readonly repairs: readonly Repair[];
}

const figureNames = nameSet('fig');
const groupNames = nameSet('fig-group');

/** Every `<fig>` in document order, wherever it stands: body, floats, back, sub-articles, groups, nested figures. */
export function readFigures(root: XmlElement): readonly JatsFigure[] {
  const taken = new Set<string>();
  const elements = descendants(root, figureNames);
  for (const element of elements) taken.add(attribute(element, 'id') ?? '');
  const used = new Set<string>();
  return elements.map((element, index) => {
    const written = attribute(element, 'id')?.trim() ?? '';
    const id = uniqueId(written === '' ? freeName(`fig-${index + 1}`, taken) : written, used);
    const group = ancestor(element, groupNames);
    const groupId = group && attribute(group, 'id');
    const label = labelOf(element);
    const caption = captionOf(element, group);
    return {
      id,
      citedAs: [written, groupId ?? ''].filter((name) => name !== ''),
      label: label.text === '' ? undefined : label.text,
      caption: caption.text,
      graphics: graphicsOf(element, group),
      repairs: [...repairOf('label', label), ...repairOf('caption', caption)],
    };
  });
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}-derived`, taken) : name;
}

function uniqueId(id: string, used: Set<string>): string {
  let candidate = id;
  for (let count = 2; used.has(candidate); count += 1) candidate = `${id}-${count}`;
  used.add(candidate);
  return candidate;
}

/** The record of a repair, or nothing when the text was read as it stands. */
export function repairOf(field: Repair['field'], { before }: ReadText): readonly Repair[] {
  return before === undefined ? [] : [{ field, kind: 'mojibake', before }];
}

function labelOf(figure: XmlElement): ReadText {
  const label = at(figure, 'label') ?? at(figure, 'caption', 'label');
  return label ? readText([label]) : { text: '' };
}

/** The figure's own caption; a panel of a group without one has the group's. Never that of a neighbour. */
function captionOf(figure: XmlElement, group: XmlElement | undefined): ReadText {
  const own = captionText(figure);
  return own.text !== '' || !group ? own : captionText(group);
}

const captionText = (element: XmlElement): ReadText =>
  readText(childElements(element, 'caption'), labelNames);

const labelNames = nameSet('label');

const graphicNames = nameSet('graphic', 'media');
const inlineGraphicNames = nameSet('inline-graphic');
/** Graphics in these belong to something else than the figure around them. */
const closedToGraphics = nameSet(
  'fig',
  'caption',
  'table-wrap',
  'disp-formula',
  'inline-formula',
  'supplementary-material',
);

/** A caption in a second language often stands in a figure of its own beside the one that has the graphic. */
function graphicsOf(figure: XmlElement, group: XmlElement | undefined): readonly Graphic[] {
  const own = ownGraphics(figure);
  if (own.length > 0 || !group) return own;
  const inGroup = ownGraphics(group);
  if (inGroup.length > 0) return inGroup;
  const language = attribute(figure, 'lang');
  const sibling = childElements(group, 'fig').find(
    (other) => attribute(other, 'lang') !== language && ownGraphics(other).length > 0,
  );
  return sibling ? ownGraphics(sibling) : [];
}

function ownGraphics(figure: XmlElement): readonly Graphic[] {
  let elements: readonly XmlElement[] = descendants(figure, graphicNames, closedToGraphics).filter(isImage);
  if (elements.length === 0) elements = descendants(figure, inlineGraphicNames, closedToGraphics);
  return groupRenditions(elements);
}

/** Video and data files are `media` too. */
function isImage(element: XmlElement): boolean {
  if (element.name === 'graphic') return true;
  const type = attribute(element, 'mimetype') ?? '';
  if (type !== '') return type.startsWith('image');
  return /\.(?:jpe?g|png|gif|tiff?|webp|bmp)$/i.test(hrefOf(element) ?? '');
}

/** Graphics of one `<alternatives>`, or marked `alternate-form-of` each other, or of one stem, are one image. */
function groupRenditions(elements: readonly XmlElement[]): readonly Graphic[] {
  const groups = new Map<string, string[]>();
  const alternatives = new Map<XmlElement, string>();
  for (const element of elements) {
    const href = hrefOf(element)?.trim() ?? '';
    if (href === '') continue;
    const key = renditionKey(element, href, alternatives);
    const group = groups.get(key);
    if (!group) groups.set(key, [href]);
    else if (!group.includes(href)) group.push(href);
  }
  return [...groups.values()].map((hrefs) => ({ hrefs }));
}

function renditionKey(
  element: XmlElement,
  href: string,
  alternatives: Map<XmlElement, string>,
  followsOriginal = true,
): string {
  const { parent } = element;
  const stem = `stem:${href.replace(/\.(?:jpe?g|png|gif|tiff?|webp|bmp)$/i, '')}`;
  if (parent?.name === 'alternatives') {
    const key = alternatives.get(parent) ?? stem;
    alternatives.set(parent, key);
    return key;
  }
  const original = followsOriginal ? attribute(element, 'alternate-form-of') : undefined;
  if (original === undefined) return stem;
  const source = parent && childElements(parent).find((other) => attribute(other, 'id') === original);
  const sourceHref = source && hrefOf(source);
  return sourceHref === undefined ? stem : renditionKey(element, sourceHref, alternatives, false);
}
