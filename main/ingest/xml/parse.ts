/**
 * XML to a light tree. The tokenizer of htmlparser2 finds the tags; this file checks what that library forgives:
 * that every element is closed, in order, and that the document does not end early.
 */
import { Tokenizer } from 'htmlparser2';
import { utf8Bytes } from './decode.ts';
import { EntityDecoder } from './entities.ts';
import { type NameSet, nameSet, NameTable } from './names.ts';
import { rootElement, type XmlElement } from './node.ts';
import { readProlog, type Prolog } from './prolog.ts';
import { Tape, tapeKind } from './tape.ts';
import { XmlError } from './xml-error.ts';

export interface ParseXmlOptions {
  /** Local names of elements whose content is dropped while parsing, such as reference lists. */
  readonly dropContentOf?: NameSet;
}

const maxDepth = 1000;
const noNames = nameSet();
/** Small enough for memory that is used again and again. */
const chunkBytes = 64 * 1024;

/** The root element of a document. @throws {XmlError} when it is ill-formed, cut off or empty. */
export function parseXml(document: Uint8Array | string, options: ParseXmlOptions = {}): XmlElement {
  return rootElement(tapeOf(document, options));
}

/**
 * Reads a document and gives its memory to the next one. Elements must not be kept: afterwards they are empty.
 *
 * @throws {XmlError} as `parseXml`.
 */
export function readXml<T>(
  document: Uint8Array | string,
  options: ParseXmlOptions,
  read: (root: XmlElement) => T,
): T {
  const tape = tapeOf(document, options);
  try {
    return read(rootElement(tape));
  } finally {
    tape.release();
  }
}

function tapeOf(document: Uint8Array | string, options: ParseXmlOptions): Tape {
  const bytes = typeof document === 'string' ? Buffer.from(document) : utf8Bytes(document);
  const { rootOffset, entities } = prologOf(bytes);
  if (rootOffset >= bytes.length) throw new XmlError('It holds no XML element.', 1);
  const body = bytes.subarray(rootOffset);
  const tape = new Tape({
    bytes: body,
    names: NameTable.current(),
    entities: new EntityDecoder(entities),
    lineAt: (offset) => lineOf(bytes, rootOffset + offset),
  });
  new TapeWriter(tape, options.dropContentOf ?? noNames).write();
  return tape;
}

const prologBytes = 2 * 1024;

/** Most prologs are short; the whole document is looked at only when the root element does not show early. */
function prologOf(bytes: Buffer): Prolog {
  const early = readProlog(bytes.toString('latin1', 0, prologBytes));
  const isWhole = bytes.length <= prologBytes || early.rootOffset < prologBytes / 2;
  const { rootOffset, entities } = isWhole ? early : readProlog(bytes.toString('latin1'));
  const decoded = [...entities].map(
    ([name, value]) => [name, Buffer.from(value, 'latin1').toString('utf8')] as const,
  );
  return { rootOffset, entities: new Map(decoded) };
}

/** 1-based line of an offset. Counted only when something is wrong. */
function lineOf(bytes: Buffer, end: number): number {
  let line = 1;
  for (let at = bytes.indexOf(0x0a); at >= 0 && at < end; at = bytes.indexOf(0x0a, at + 1)) line += 1;
  return line;
}

/** Of every open element, where its name is and where it is on the tape. One document is written at a time. */
const openFrom = new Int32Array(maxDepth);
const openTo = new Int32Array(maxDepth);
const openIndex = new Int32Array(maxDepth);

/** Hears what the tokenizer finds. */
class TapeWriter {
  private readonly tape: Tape;
  private readonly bytes: Buffer;
  private readonly names: NameTable;
  private readonly dropContentOf: NameSet;
  private readonly openFrom = openFrom;
  private readonly openTo = openTo;
  private readonly openIndex = openIndex;
  private depth = 0;
  /** Depth at which content is being dropped, or a number never reached. */
  private droppedFrom = maxDepth + 1;

  constructor(tape: Tape, dropContentOf: NameSet) {
    this.tape = tape;
    this.bytes = tape.parts.bytes;
    this.names = tape.parts.names;
    this.dropContentOf = dropContentOf;
  }

  write(): void {
    const tokenizer = new Tokenizer({ xmlMode: true, decodeEntities: false }, this);
    const { bytes } = this;
    // One character a byte: the offsets that come back count bytes, and only what is asked for is decoded.
    for (let start = 0; start < bytes.length; start += chunkBytes)
      tokenizer.write(bytes.toString('latin1', start, start + chunkBytes));
    tokenizer.end();
    if (this.depth === 0) {
      if (this.tape.length === 0) throw new XmlError('It holds no XML element.', 1);
      return;
    }
    const line = this.lineAt(bytes.length);
    const opened = this.lineAt(this.openFrom[this.depth - 1] ?? 0);
    throw new XmlError(
      `It ends at line ${line} inside <${this.openName()}>, which was opened at line ${opened}: the file is cut off or ill-formed.`,
      line,
    );
  }

  onopentagname(from: number, to: number): void {
    const { depth, tape } = this;
    if (depth === 0 && tape.length > 0)
      this.fail(from, `<${this.tape.raw(from, to)}> follows the end of the document`);
    if (depth >= maxDepth) this.fail(from, 'elements are nested too deeply');
    this.openFrom[depth] = from;
    this.openTo[depth] = to;
    this.depth = depth + 1;
    if (depth >= this.droppedFrom) return;
    const name = this.names.idAt(this.bytes, from, to);
    this.openIndex[depth] = tape.addElement(name, depth === 0 ? -1 : (this.openIndex[depth - 1] ?? -1));
    if (this.dropContentOf.has(name)) this.droppedFrom = depth + 1;
  }

  onattribname(from: number, to: number): void {
    if (this.depth <= this.droppedFrom) this.tape.addAttribute(from, to);
  }

  onattribdata(from: number, to: number): void {
    if (this.depth <= this.droppedFrom) this.tape.addAttributeValue(from, to);
  }

  onselfclosingtag(): void {
    this.closeElement();
  }

  onclosetag(from: number, to: number): void {
    if (this.depth === 0) this.fail(from, `</${this.tape.raw(from, to)}> closes nothing`);
    if (!this.closesOpen(from, to)) {
      const line = this.lineAt(this.openFrom[this.depth - 1] ?? 0);
      const closing = this.tape.raw(from, to);
      this.fail(from, `</${closing}> closes <${this.openName()}>, which was opened at line ${line}`);
    }
    this.closeElement();
  }

  ontext(from: number, to: number): void {
    if (this.depth === 0) this.checkBlank(from, to);
    else if (this.depth < this.droppedFrom) this.tape.addText(tapeKind.text, from, to);
  }

  oncdata(from: number, to: number, endOffset: number): void {
    if (this.depth === 0) this.checkBlank(from, to - endOffset);
    else if (this.depth < this.droppedFrom) this.tape.addText(tapeKind.cdata, from, to - endOffset);
  }

  onattribentity(): void {}
  onattribend(): void {}
  onopentagend(): void {}
  ontextentity(): void {}
  oncomment(): void {}
  ondeclaration(): void {}
  onprocessinginstruction(): void {}
  onend(): void {}

  private closeElement(): void {
    const depth = this.depth - 1;
    this.depth = depth;
    if (depth >= this.droppedFrom) return;
    this.tape.endElement(this.openIndex[depth] ?? 0);
    this.droppedFrom = maxDepth + 1;
  }

  /** Whether the closing name is that of the innermost open element. */
  private closesOpen(from: number, to: number): boolean {
    const { bytes } = this;
    const opened = this.openFrom[this.depth - 1] ?? 0;
    const length = (this.openTo[this.depth - 1] ?? 0) - opened;
    if (to - from !== length) return false;
    for (let index = 0; index < length; index += 1) {
      if (bytes[from + index] !== bytes[opened + index]) return false;
    }
    return true;
  }

  private openName(): string {
    return this.tape.raw(this.openFrom[this.depth - 1] ?? 0, this.openTo[this.depth - 1] ?? 0);
  }

  private checkBlank(from: number, to: number): void {
    const at = this.tape.raw(from, to).search(/\S/);
    if (at >= 0) this.fail(from + at, 'there is text outside the root element');
  }

  private fail(offset: number, what: string): never {
    const line = this.lineAt(offset);
    throw new XmlError(`It is not well-formed XML: ${what} (line ${line}).`, line);
  }

  private lineAt(offset: number): number {
    return this.tape.parts.lineAt(offset);
  }
}
