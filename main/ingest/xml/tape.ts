/**
 * A document as it was tokenized: one row of whole numbers in document order, and the bytes they point into. Nothing
 * of it is a string until somebody asks, because most of an article is never asked for.
 */
import { XmlError } from './xml-error.ts';
import { EntityExpansionError } from './entities.ts';
import type { EntityDecoder } from './entities.ts';
import type { NameTable } from './names.ts';

/** What stands first in an entry. Elements have the number of their name there, which is not negative. */
export const tapeKind = { text: -1, cdata: -2, attribute: -3 } as const;
/** Numbers per entry: element [name, parent, end], text [kind, from, to], attribute [kind, name from, to, value from, to]. */
export const elementSize = 3;
export const textSize = 3;
export const attributeSize = 5;

/** Enough for an article set of 400 MB; what needs more was made to fill the memory. */
const maxTapeLength = 1 << 26;

/** Memory of a tape that was read to its end. A larger one, of an article set, is not kept. */
let spare: Int32Array | undefined;
const mostSpareLength = 1 << 21;
const none = new Int32Array(0);

function takeSpare(): Int32Array | undefined {
  const taken = spare;
  spare = undefined;
  return taken;
}

/** Everything there is to know about a document. Offsets count bytes from its root element. */
export interface DocumentParts {
  /** UTF-8 from the root element on. */
  readonly bytes: Buffer;
  readonly names: NameTable;
  readonly entities: EntityDecoder;
  /** 1-based line of an offset. */
  readonly lineAt: (offset: number) => number;
}

export class Tape {
  readonly parts: DocumentParts;
  private entries: Int32Array;
  private used = 0;
  /** Where the text ends that was added last, when nothing was added since. */
  private textEnd = -1;

  constructor(parts: DocumentParts) {
    this.parts = parts;
    this.entries = takeSpare() ?? new Int32Array(1024);
  }

  /** Gives the memory to the next tape. This one is empty from now on. */
  release(): void {
    if (this.entries.length <= mostSpareLength) spare = this.entries;
    this.entries = none;
    this.used = 0;
  }

  get length(): number {
    return this.used;
  }

  at(index: number): number {
    return this.entries[index] ?? 0;
  }

  /** Begins an element and returns where. Its end is set by `endElement`. */
  addElement(name: number, parent: number): number {
    const index = this.reserve(elementSize);
    this.entries[index] = name;
    this.entries[index + 1] = parent;
    return index;
  }

  endElement(index: number): void {
    this.textEnd = -1;
    this.entries[index + 2] = this.used;
  }

  /** A text that goes on where the one before ended is one with it, so that no character is cut in two. */
  addText(kind: number, from: number, to: number): void {
    const last = this.used - textSize;
    if (this.textEnd === from && last >= 0 && this.entries[last] === kind) {
      this.entries[last + 2] = to;
      this.textEnd = to;
      return;
    }
    const index = this.reserve(textSize);
    this.entries[index] = kind;
    this.entries[index + 1] = from;
    this.entries[index + 2] = to;
    this.textEnd = to;
  }

  addAttribute(from: number, to: number): void {
    const index = this.reserve(attributeSize);
    this.entries[index] = tapeKind.attribute;
    this.entries[index + 1] = from;
    this.entries[index + 2] = to;
    this.entries[index + 3] = to;
    this.entries[index + 4] = to;
  }

  /** The value of the attribute added last, or more of it. */
  addAttributeValue(from: number, to: number): void {
    const valueFrom = this.used - 2;
    const isMore = this.entries[valueFrom + 1] === from;
    if (!isMore) this.entries[valueFrom] = from;
    this.entries[valueFrom + 1] = to;
  }

  /** Where the entry after this one is. */
  next(index: number): number {
    return index + (this.at(index) === tapeKind.attribute ? attributeSize : textSize);
  }

  /** The text of an entry that is one, '' for an attribute. */
  textAt(index: number): string {
    const kind = this.at(index);
    if (kind === tapeKind.attribute) return '';
    const from = this.at(index + 1);
    const to = this.at(index + 2);
    return kind === tapeKind.text ? this.decoded(from, to) : this.raw(from, to);
  }

  /** The bytes at [from, to) as text with its references decoded. @throws {XmlError} when entities expand without bound. */
  decoded(from: number, to: number): string {
    const raw = this.raw(from, to);
    if (!raw.includes('&')) return raw;
    try {
      return this.parts.entities.decode(raw);
    } catch (error) {
      if (!(error instanceof EntityExpansionError)) throw error;
      throw new XmlError(error.message, this.parts.lineAt(from));
    }
  }

  /** A string of its own: a slice of the document's text would keep the whole document in memory. */
  raw(from: number, to: number): string {
    return this.parts.bytes.toString('utf8', from, to);
  }

  private reserve(size: number): number {
    this.textEnd = -1;
    const index = this.used;
    this.used += size;
    if (this.used > this.entries.length) this.grow(index);
    return index;
  }

  private grow(offset: number): void {
    if (this.used > maxTapeLength) {
      const at = this.entries[offset - 1] ?? 0;
      throw new XmlError('It holds more elements than an article can have.', this.parts.lineAt(at));
    }
    const larger = new Int32Array(Math.min(maxTapeLength, this.entries.length * 2));
    larger.set(this.entries);
    this.entries = larger;
  }
}
