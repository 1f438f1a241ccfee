/**
 * Element names as small numbers, so that a tag costs no string of its own. The names that readers ask for are numbered
 * once for the process, the others for each document.
 */

const registered: string[] = [];
const registeredIds = new Map<string, number>();

/** A set of element names, asked by number while a document is walked. */
export class NameSet {
  readonly names: readonly string[];
  private readonly flags: Uint8Array;

  constructor(names: readonly string[]) {
    this.names = names;
    const ids = names.map(registeredId);
    this.flags = new Uint8Array(Math.max(0, ...ids.map((id) => id + 1)));
    for (const id of ids) this.flags[id] = 1;
  }

  has(id: number): boolean {
    return id < this.flags.length && this.flags[id] === 1;
  }
}

/** Names that a reader looks for. To be made once, beside the code that asks: the names are kept for good. */
export function nameSet(...names: readonly string[]): NameSet {
  return new NameSet(names);
}

function registeredId(name: string): number {
  const known = registeredIds.get(name);
  if (known !== undefined) return known;
  registered.push(name);
  registeredIds.set(name, registered.length - 1);
  return registered.length - 1;
}

const slotCount = 1024;
/** Own names of a table begin here, so that a name registered later never has the number of another. */
const firstOwnId = 1 << 16;
const colon = 0x3a;
/** Far more than all dialects have; a document with names without end has a table of its own. */
const mostOwnNames = 4096;

let shared: NameTable | undefined;

/** The names of documents: one table for many of them, as most names come again in each. */
export class NameTable {
  private readonly own: string[] = [];
  private readonly ownIds = new Map<string, number>();
  /** Last id seen per hash; a different name in the same slot only costs the longer way. */
  private readonly slots = new Int32Array(slotCount).fill(-1);

  /** The table for the next document. Documents that are still looked at keep theirs. */
  static current(): NameTable {
    if (!shared || shared.own.length > mostOwnNames) shared = new NameTable();
    return shared;
  }

  /** The number of the local part of the name that stands at [from, to): `mml:math` counts as `math`. */
  idAt(bytes: Uint8Array, from: number, to: number): number {
    let start = from;
    let hash = 0;
    for (let index = from; index < to; index += 1) {
      const code = bytes[index] ?? 0;
      if (code === colon) {
        start = index + 1;
        hash = 0;
      } else hash = (Math.imul(hash, 31) + code) | 0;
    }
    const slot = hash & (slotCount - 1);
    const seen = this.slots[slot] ?? -1;
    if (seen >= 0 && isTextAt(bytes, start, to, this.nameOf(seen))) return seen;
    const id = this.idOf(Buffer.from(bytes.subarray(start, to)).toString('latin1'));
    this.slots[slot] = id;
    return id;
  }

  nameOf(id: number): string {
    return (id < firstOwnId ? registered[id] : this.own[id - firstOwnId]) ?? '';
  }

  private idOf(name: string): number {
    const known = registeredIds.get(name) ?? this.ownIds.get(name);
    if (known !== undefined) return known;
    const id = firstOwnId + this.own.length;
    this.own.push(name);
    this.ownIds.set(name, id);
    return id;
  }
}

/** Whether [from, to) of the bytes is exactly a text of ASCII characters. */
export function isTextAt(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[from + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
