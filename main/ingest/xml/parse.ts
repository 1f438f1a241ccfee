/**
 * XML to a light tree. The tokenizer of htmlparser2 finds the tags; this file checks what that library forgives:
 * that every element is closed, in order, and that the document does not end early.
 */
import { Tokenizer } from 'htmlparser2';
import { EntityDecoder, EntityExpansionError } from './entities.ts';
import type { XmlElement, XmlNode } from './node.ts';
import { readProlog } from './prolog.ts';

/** A document that is not well-formed; `message` is a plain sentence with the line. */
export class XmlError extends Error {
  /** 1-based line of the fault. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.name = 'XmlError';
    this.line = line;
  }
}

interface OpenElement extends XmlElement {
  readonly children: XmlNode[];
  attributes: Map<string, string>;
  readonly parent: OpenElement | undefined;
}

export interface ParseXmlOptions {
  /** Local names of elements whose content is dropped while parsing, such as reference lists. */
  readonly dropContentOf?: ReadonlySet<string>;
}

const maxDepth = 1000;
const noNames: ReadonlySet<string> = new Set();
/** Shared by all elements without attributes, which are most; never written to. */
const noAttributes = new Map<string, string>();

/** The root element of a document. @throws {XmlError} when it is ill-formed, cut off or empty. */
export function parseXml(text: string, options: ParseXmlOptions = {}): XmlElement {
  const prolog = readProlog(text);
  if (prolog.rootOffset >= text.length) throw new XmlError('It holds no XML element.', 1);
  const builder = new TreeBuilder(text, prolog.rootOffset, prolog.entities, options.dropContentOf ?? noNames);
  return builder.parse();
}

class TreeBuilder {
  private readonly text: string;
  private readonly start: number;
  private readonly entities: EntityDecoder;
  private readonly dropContentOf: ReadonlySet<string>;
  private readonly openNames: { readonly qualified: string; readonly offset: number }[] = [];
  private root: OpenElement | undefined;
  private current: OpenElement | undefined;
  /** Depth at which content is being dropped, or -1. */
  private droppedFrom = -1;
  private attributeName = '';
  private attributeValue = '';

  constructor(
    text: string,
    start: number,
    entities: ReadonlyMap<string, string>,
    dropContentOf: ReadonlySet<string>,
  ) {
    this.text = text;
    this.start = start;
    this.entities = new EntityDecoder(entities);
    this.dropContentOf = dropContentOf;
  }

  parse(): XmlElement {
    const body = this.start === 0 ? this.text : this.text.slice(this.start);
    const slice = (from: number, to: number): string => body.slice(from, to);
    let openedAt = 0;
    const tokenizer = new Tokenizer(
      { xmlMode: true, decodeEntities: false },
      {
        onopentagname: (from, to) => {
          openedAt = from;
          this.open(slice(from, to), from);
        },
        onattribname: (from, to) => {
          this.attributeName = slice(from, to);
          this.attributeValue = '';
        },
        onattribdata: (from, to) => {
          this.attributeValue += slice(from, to);
        },
        onattribentity: () => undefined,
        onattribend: () => this.setAttribute(openedAt),
        onopentagend: () => undefined,
        onselfclosingtag: (at) => this.close(this.openNames.at(-1)?.qualified ?? '', at),
        onclosetag: (from, to) => this.close(slice(from, to), from),
        ontext: (from, to) => this.addText(slice(from, to), from, true),
        ontextentity: () => undefined,
        oncdata: (from, to, endOffset) =>
          this.addText(slice(from, to - endOffset).replace(/^CDATA\[/, ''), from, false),
        oncomment: () => undefined,
        ondeclaration: () => undefined,
        onprocessinginstruction: () => undefined,
        onend: () => undefined,
      },
    );
    tokenizer.write(body);
    tokenizer.end();
    const unclosed = this.openNames.at(-1);
    if (unclosed) {
      const line = this.lineAt(body.length);
      const opened = this.lineAt(unclosed.offset);
      throw new XmlError(
        `It ends at line ${line} inside <${unclosed.qualified}>, which was opened at line ${opened}: the file is cut off or ill-formed.`,
        line,
      );
    }
    if (!this.root) throw new XmlError('It holds no XML element.', 1);
    return this.root;
  }

  private open(qualified: string, offset: number): void {
    if (!this.current && this.root) this.fail(offset, `<${qualified}> follows the end of the document`);
    if (this.openNames.length >= maxDepth) this.fail(offset, 'elements are nested too deeply');
    this.openNames.push({ qualified, offset });
    if (this.droppedFrom >= 0) return;
    const parent = this.current;
    const element: OpenElement = {
      name: localName(qualified),
      attributes: noAttributes,
      children: [],
      parent,
    };
    if (parent) parent.children.push(element);
    else this.root = element;
    this.current = element;
    if (this.dropContentOf.has(element.name)) this.droppedFrom = this.openNames.length;
  }

  private close(qualified: string, offset: number): void {
    const opened = this.openNames.pop();
    if (!opened) this.fail(offset, `</${qualified}> closes nothing`);
    else if (opened.qualified !== qualified) {
      const line = this.lineAt(opened.offset);
      this.fail(offset, `</${qualified}> closes <${opened.qualified}>, which was opened at line ${line}`);
    }
    const depth = this.openNames.length;
    if (this.droppedFrom >= 0 && depth >= this.droppedFrom) return;
    this.droppedFrom = -1;
    this.current = this.current?.parent;
  }

  private setAttribute(offset: number): void {
    if (this.droppedFrom >= 0 && this.openNames.length > this.droppedFrom) return;
    const { current } = this;
    if (!current || current.attributes.has(this.attributeName)) return;
    if (current.attributes === noAttributes) current.attributes = new Map();
    current.attributes.set(this.attributeName, this.decode(this.attributeValue, offset));
  }

  private addText(raw: string, offset: number, decode: boolean): void {
    if (this.droppedFrom >= 0) return;
    if (!this.current) {
      const at = raw.search(/\S/);
      if (at >= 0) this.fail(offset + at, 'there is text outside the root element');
      return;
    }
    const text = decode ? this.decode(raw, offset) : raw;
    const last = this.current.children.length - 1;
    const previous = this.current.children[last];
    if (typeof previous === 'string') this.current.children[last] = previous + text;
    else this.current.children.push(text);
  }

  private decode(raw: string, offset: number): string {
    try {
      return this.entities.decode(raw);
    } catch (error) {
      if (error instanceof EntityExpansionError) throw new XmlError(error.message, this.lineAt(offset));
      throw error;
    }
  }

  private fail(offset: number, what: string): never {
    const line = this.lineAt(offset);
    throw new XmlError(`It is not well-formed XML: ${what} (line ${line}).`, line);
  }

  /** 1-based line of an offset after the prolog. Counted only when something is wrong. */
  private lineAt(offset: number): number {
    let line = 1;
    const end = this.start + offset;
    for (let at = this.text.indexOf('\n'); at >= 0 && at < end; at = this.text.indexOf('\n', at + 1))
      line += 1;
    return line;
  }
}

function localName(qualified: string): string {
  return qualified.slice(qualified.lastIndexOf(':') + 1);
}
