/** A light XML tree: what a reader of articles needs, nothing else. Elements are views that are made when asked for. */
import { isTextAt, type NameSet, nameSet } from './names.ts';
import { attributeSize, elementSize, tapeKind, textSize, type Tape } from './tape.ts';

/** The elements of a document that somebody asked for. */
class ElementCache {
  private readonly elements = new Map<number, XmlElement>();
  private readonly tape: Tape;

  constructor(tape: Tape) {
    this.tape = tape;
  }

  /** The element that begins at an entry; the same object every time. */
  at(index: number): XmlElement {
    const known = this.elements.get(index);
    if (known) return known;
    const element = new XmlElement(this.tape, index, this);
    this.elements.set(index, element);
    return element;
  }
}

/** The root element of a tape, which is its first entry. */
export function rootElement(tape: Tape): XmlElement {
  return new ElementCache(tape).at(0);
}

export type XmlNode = XmlElement | string;

export class XmlElement {
  readonly tape: Tape;
  /** Where the element begins on its tape. */
  readonly index: number;
  private readonly cache: ElementCache;
  private nodes: readonly XmlNode[] | undefined;

  constructor(tape: Tape, index: number, cache: ElementCache) {
    this.tape = tape;
    this.index = index;
    this.cache = cache;
  }

  /** Local name: `mml:math` is `math`. */
  get name(): string {
    return this.tape.parts.names.nameOf(this.tape.at(this.index));
  }

  /** What name sets are asked by. */
  get nameId(): number {
    return this.tape.at(this.index);
  }

  get parent(): XmlElement | undefined {
    const parent = this.tape.at(this.index + 1);
    return parent < 0 ? undefined : this.cache.at(parent);
  }

  /** The entry after the last one inside. */
  get end(): number {
    return this.tape.at(this.index + 2);
  }

  /** Elements and texts in document order; comments are left out, and do not cut a text in two. */
  get children(): readonly XmlNode[] {
    this.nodes ??= this.readChildren();
    return this.nodes;
  }

  /** Another element of the same document. */
  sibling(index: number): XmlElement {
    return this.cache.at(index);
  }

  /** The value of the attribute with exactly this qualified name. */
  attribute(qualified: string): string | undefined {
    const { tape } = this;
    const index = attributeAt(tape, this.index, qualified);
    return index < 0 ? undefined : tape.decoded(tape.at(index + 3), tape.at(index + 4));
  }

  /** Whether the attribute with this qualified name has exactly this value, without making a string of either. */
  hasAttribute(qualified: string, value: string): boolean {
    return attributeIs(this.tape, this.index, qualified, value);
  }

  /** Qualified names as written, in order. */
  attributeNames(): readonly string[] {
    const { tape } = this;
    const names: string[] = [];
    for (let index = this.index + elementSize; this.isAttribute(index); index = tape.next(index)) {
      names.push(tape.raw(tape.at(index + 1), tape.at(index + 2)));
    }
    return names;
  }

  private isAttribute(index: number): boolean {
    return index < this.end && this.tape.at(index) === tapeKind.attribute;
  }

  private readChildren(): readonly XmlNode[] {
    const { tape, end } = this;
    const nodes: XmlNode[] = [];
    let index = this.index + elementSize;
    while (index < end) {
      const kind = tape.at(index);
      if (kind >= 0) {
        nodes.push(this.cache.at(index));
        index = tape.at(index + 2);
        continue;
      }
      if (kind !== tapeKind.attribute) {
        const text = tape.textAt(index);
        const last = nodes.at(-1);
        if (typeof last === 'string') nodes[nodes.length - 1] = last + text;
        else nodes.push(text);
      }
      index = tape.next(index);
    }
    return nodes;
  }
}

/** Where an attribute of the element at an entry is, -1 for none; of two with one name the first counts. */
function attributeAt(tape: Tape, element: number, qualified: string): number {
  const { bytes } = tape.parts;
  const end = tape.at(element + 2);
  let index = element + elementSize;
  while (index < end && tape.at(index) === tapeKind.attribute) {
    if (isTextAt(bytes, tape.at(index + 1), tape.at(index + 2), qualified)) return index;
    index = tape.next(index);
  }
  return -1;
}

function attributeIs(tape: Tape, element: number, qualified: string, value: string): boolean {
  const index = attributeAt(tape, element, qualified);
  return index >= 0 && isTextAt(tape.parts.bytes, tape.at(index + 3), tape.at(index + 4), value);
}

/**
 * The value of an attribute by its local name. The unprefixed one wins over any prefixed one, whatever the order in the
 * file: `id` is never taken from `hwp:id` when both are present, and is not taken from a foreign prefix at all.
 */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attribute(name) ?? element.attribute(`xml:${name}`);
}

/** The target of a link: `xlink:href` under any prefix, else a plain `href`. */
export function hrefOf(element: XmlElement): string | undefined {
  const direct = element.attribute('xlink:href');
  if (direct !== undefined) return direct;
  const prefixed = element.attributeNames().find((name) => name.endsWith(':href'));
  return element.attribute(prefixed ?? 'href');
}

/** The element children, all or those with one of the names. */
export function childElements(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (let index = firstChild(element, element.index); index >= 0; index = firstChild(element, index)) {
    const candidate = element.sibling(index);
    if (names.length === 0 || names.includes(candidate.name)) found.push(candidate);
  }
  return found;
}

/** The first element child with the name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  const { tape } = element;
  for (let index = firstChild(element, element.index); index >= 0; index = firstChild(element, index)) {
    if (tape.parts.names.nameOf(tape.at(index)) === name) return element.sibling(index);
  }
  return undefined;
}

/** The child element after an entry (the element itself: its first), -1 for none. */
function firstChild({ tape, index: start, end }: XmlElement, after: number): number {
  let index = after === start ? after + elementSize : tape.at(after + 2);
  while (index < end && tape.at(index) < 0) index = tape.next(index);
  return index < end ? index : -1;
}

/** The element reached by child steps: `at(front, 'article-meta', 'title-group')`. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let here = element;
  for (const name of path) here = here && child(here, name);
  return here;
}

const noNames = nameSet();

/**
 * Descendants in document order with one of the names; does not look inside elements named in `closed`, and leaves out
 * those whose attribute `unless.attribute` is exactly `unless.is`.
 */
export function descendants(
  element: XmlElement,
  names: NameSet,
  closed: NameSet = noNames,
  unless?: { readonly attribute: string; readonly is: string },
): readonly XmlElement[] {
  const { tape, end } = element;
  const found: XmlElement[] = [];
  let index = element.index + elementSize;
  while (index < end) {
    const name = tape.at(index);
    if (name < 0) index += name === tapeKind.attribute ? attributeSize : textSize;
    else {
      if (names.has(name) && !(unless && attributeIs(tape, index, unless.attribute, unless.is)))
        found.push(element.sibling(index));
      index = closed.has(name) ? tape.at(index + 2) : index + elementSize;
    }
  }
  return found;
}

/** The nearest ancestor with one of the names; none when an element named in `closed` comes first. */
export function ancestor(
  element: XmlElement,
  names: NameSet,
  closed: NameSet = noNames,
): XmlElement | undefined {
  const { tape } = element;
  for (let index = tape.at(element.index + 1); index >= 0; index = tape.at(index + 1)) {
    if (names.has(tape.at(index))) return element.sibling(index);
    if (closed.has(tape.at(index))) return undefined;
  }
  return undefined;
}
