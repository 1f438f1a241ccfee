/** A light XML tree: what a reader of articles needs, nothing else. */

export interface XmlElement {
  /** Local name: `mml:math` is `math`. */
  readonly name: string;
  /** By qualified name as written: `xlink:href`, `id`, `hwp:id`. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlNode[];
  readonly parent: XmlElement | undefined;
}

export type XmlNode = XmlElement | string;

/**
 * The value of an attribute by its local name. The unprefixed one wins over any prefixed one, whatever the order in the
 * file: `id` is never taken from `hwp:id` when both are present, and is not taken from a foreign prefix at all.
 */
export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.get(name) ?? element.attributes.get(`xml:${name}`);
}

/** The target of a link: `xlink:href` under any prefix, else a plain `href`. */
export function hrefOf(element: XmlElement): string | undefined {
  const { attributes } = element;
  const direct = attributes.get('xlink:href');
  if (direct !== undefined) return direct;
  for (const [name, value] of attributes) if (name.endsWith(':href')) return value;
  return attributes.get('href');
}

/** The element children, all or those with one of the names. */
export function childElements(element: XmlElement, ...names: readonly string[]): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (const child of element.children) {
    if (typeof child !== 'string' && (names.length === 0 || names.includes(child.name))) found.push(child);
  }
  return found;
}

/** The first element child with the name. */
export function child(element: XmlElement, name: string): XmlElement | undefined {
  for (const candidate of element.children) {
    if (typeof candidate !== 'string' && candidate.name === name) return candidate;
  }
  return undefined;
}

/** The element reached by child steps: `at(front, 'article-meta', 'title-group')`. */
export function at(element: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined {
  let here = element;
  for (const name of path) here = here && child(here, name);
  return here;
}

/** Descendants in document order with one of the names; does not look inside elements named in `closed`. */
export function descendants(
  element: XmlElement,
  names: ReadonlySet<string>,
  closed: ReadonlySet<string> = new Set(),
): readonly XmlElement[] {
  const found: XmlElement[] = [];
  const visit = (parent: XmlElement): void => {
    for (const node of parent.children) {
      if (typeof node === 'string') continue;
      if (names.has(node.name)) found.push(node);
      if (!closed.has(node.name)) visit(node);
    }
  };
  visit(element);
  return found;
}

/** The nearest ancestor with one of the names. */
export function ancestor(element: XmlElement, names: ReadonlySet<string>): XmlElement | undefined {
  for (let here = element.parent; here; here = here.parent) if (names.has(here.name)) return here;
  return undefined;
}
