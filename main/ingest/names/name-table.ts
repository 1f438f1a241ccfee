/**
 * Millions of names outside the heap: UTF-8 in pieces of memory, one after the other, and where each begins. A name
 * costs its bytes and six more. In the order in which they were added, until they are sorted.
 */
import { FigscopeError } from '#app/util/error.ts';
import { GrowingIntegers } from './growing-integers.ts';

const pieceBytes = 1 << 20;
/** Before each name: a byte that its owner may use, and its length. */
const headBytes = 3;
const longestName = 0xffff;
const mostPieces = 2 ** 32 / pieceBytes;
/** Sorted at once; merged step by step after that. */
const runLength = 4096;
const stepLength = 100_000;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

export class NameTable {
  readonly #pieces: Buffer[] = [];
  #usedBytes = pieceBytes;
  #starts = new GrowingIntegers();

  get length(): number {
    return this.#starts.length;
  }

  /** Adds a name with a tag of one byte and returns its place. Throws for more than 4 GiB of names. */
  add(name: string, tag = 0): number {
    const bytes = Math.min(longestName, Buffer.byteLength(name));
    if (this.#usedBytes + headBytes + bytes > pieceBytes) {
      if (this.#pieces.length >= mostPieces) throw tooManyNames();
      this.#pieces.push(Buffer.allocUnsafeSlow(pieceBytes));
      this.#usedBytes = 0;
    }
    const piece = this.#pieces.at(-1);
    if (!piece) throw tooManyNames();
    const start = this.#usedBytes;
    piece[start] = tag;
    piece.writeUInt16LE(bytes, start + 1);
    piece.write(name, start + headBytes, bytes, 'utf8');
    this.#usedBytes += headBytes + bytes;
    return this.#starts.push((this.#pieces.length - 1) * pieceBytes + start);
  }

  at(index: number): string {
    const start = this.#starts.at(index);
    const piece = this.#pieceOf(start);
    const from = (start % pieceBytes) + headBytes;
    return piece.toString('utf8', from, from + piece.readUInt16LE(from - 2));
  }

  tagAt(index: number): number {
    const start = this.#starts.at(index);
    return this.#pieceOf(start)[start % pieceBytes] ?? 0;
  }

  /** Into the order of JavaScript's strings, in steps between which others have their turn. */
  async sort(): Promise<void> {
    const count = this.length;
    let from = this.#starts.values();
    const compare = (a: number, b: number): number => this.#compare(a, b);
    if (await isSorted(from, compare)) return;
    for (let run = 0; run < count; run += runLength) {
      from.subarray(run, Math.min(count, run + runLength)).sort(compare);
      if (run % (8 * runLength) === 0) await nextTurn();
    }
    let to = new Uint32Array(count);
    for (let width = runLength; width < count; width *= 2) {
      await mergeRuns(from, to, width, compare);
      [from, to] = [to, from];
    }
    this.#starts = GrowingIntegers.of(from);
  }

  #pieceOf(start: number): Buffer {
    const piece = this.#pieces[Math.floor(start / pieceBytes)];
    if (!piece) throw new RangeError('There is no such name.');
    return piece;
  }

  #compare(a: number, b: number): number {
    const [first, second] = [this.#pieceOf(a), this.#pieceOf(b)];
    const [atFirst, atSecond] = [(a % pieceBytes) + headBytes, (b % pieceBytes) + headBytes];
    const [lengthFirst, lengthSecond] = [first.readUInt16LE(atFirst - 2), second.readUInt16LE(atSecond - 2)];
    const shorter = Math.min(lengthFirst, lengthSecond);
    for (let at = 0; at < shorter; at += 1) {
      const difference = orderOf(first[atFirst + at] ?? 0) - orderOf(second[atSecond + at] ?? 0);
      if (difference !== 0) return difference;
    }
    return lengthFirst - lengthSecond;
  }
}

/** The order of UTF-16: what takes two units there (four bytes here) comes before U+E000 to U+FFFF. */
const orderOf = (byte: number): number => (byte < 0xee ? byte : byte < 0xf0 ? byte + 0x10 : byte - 2);

type Compare = (a: number, b: number) => number;

async function isSorted(values: Uint32Array, compare: Compare): Promise<boolean> {
  for (let at = 1; at < values.length; at += 1) {
    if (compare(values[at - 1] ?? 0, values[at] ?? 0) > 0) return false;
    if (at % stepLength === 0) await nextTurn();
  }
  return true;
}

async function mergeRuns(from: Uint32Array, to: Uint32Array, width: number, compare: Compare): Promise<void> {
  for (let start = 0, at = 0; start < from.length; start += 2 * width) {
    const middle = Math.min(from.length, start + width);
    const end = Math.min(from.length, start + 2 * width);
    for (let left = start, right = middle; at < end; at += 1) {
      const takesLeft = left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0);
      to[at] = (takesLeft ? from[left++] : from[right++]) ?? 0;
      if (at % stepLength === 0) await nextTurn();
    }
  }
}

const tooManyNames = (): FigscopeError =>
  new FigscopeError('out-of-memory', {
    message: 'One folder or archive holds more than 4 GiB of names.',
    remedy: 'Split it into several, and import them one after the other.',
  });
