/**
 * Keys of rows beside the corpus, so that the next check only makes those of new rows. A cache: it may be deleted, and
 * what is damaged is made again.
 *
 *     "FIGKEYS1" | u32 fields | u32 0 | corpus id (36 characters) | zeros to 64 bytes
 *     blocks of 1,024 rows: u32 CRC-32 of the rest | u32 0 | fields x 1,024 u32, field by field
 *
 * Only full blocks are written, each once.
 */
import { closeSync, fdatasyncSync, ftruncateSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';

export const blockRows = 1024;
const magic = 'FIGKEYS1';
const headerBytes = 64;
const blockHeaderBytes = 8;

export class KeyFile implements Disposable {
  readonly #fields: number;
  readonly #file: number | undefined;
  /** Blocks that could not be written (a folder that is read only, a full disk), and the last one, which is not full. */
  readonly #kept: Uint32Array[] = [];
  #written = 0;

  constructor(path: string, corpus: string, fields: number) {
    this.#fields = fields;
    this.#file = openOrCreate(path, headerOf(corpus, fields));
    if (this.#file !== undefined) this.#written = this.#wholeBlocks(this.#file);
  }

  /** Rows whose keys are known. */
  get rows(): number {
    return (this.#written + this.#kept.length) * blockRows;
  }

  /** Adds the keys of the next rows, [fields, 1,024] field by field. */
  append(block: Uint32Array): void {
    if (this.#file === undefined || this.#kept.length > 0 || !this.#write(this.#file, block))
      this.#kept.push(block.slice());
    else this.#written += 1;
  }

  /** The keys of a block of rows, [fields, 1,024]; undefined when it is not in the file. */
  block(index: number): Uint32Array<ArrayBuffer> | undefined {
    if (this.#file === undefined || index >= this.#written) return undefined;
    const block = new Uint32Array(this.#fields * blockRows);
    const bytes = new Uint8Array(block.buffer);
    readSync(this.#file, bytes, 0, bytes.length, this.#offsetOf(index) + blockHeaderBytes);
    return block;
  }

  /** Writes a block again. Cut off in the middle, it and what is behind it are made anew. */
  replace(index: number, block: Uint32Array): void {
    if (this.#file !== undefined && index < this.#written) this.#write(this.#file, block, index);
  }

  /** One field of all rows: fills `into` from its start as far as the rows go. */
  column(field: number, into: Uint32Array): void {
    const bytes = new Uint8Array(into.buffer, into.byteOffset, into.byteLength);
    for (let block = 0; block < this.#written && this.#file !== undefined; block += 1) {
      const start = block * blockRows * 4;
      if (start >= bytes.length) return;
      const part = bytes.subarray(start, Math.min(bytes.length, start + blockRows * 4));
      readSync(
        this.#file,
        part,
        0,
        part.length,
        this.#offsetOf(block) + blockHeaderBytes + field * blockRows * 4,
      );
    }
    this.#kept.forEach((block, index) => {
      const start = (this.#written + index) * blockRows;
      if (start < into.length)
        into.set(
          block.subarray(field * blockRows, field * blockRows + Math.min(blockRows, into.length - start)),
          start,
        );
    });
  }

  [Symbol.dispose](): void {
    if (this.#file !== undefined) closeSync(this.#file);
  }

  get #blockBytes(): number {
    return blockHeaderBytes + this.#fields * blockRows * 4;
  }

  #offsetOf(block: number): number {
    return headerBytes + block * this.#blockBytes;
  }

  #write(file: number, block: Uint32Array, index = this.#written): boolean {
    const bytes = new Uint8Array(this.#blockBytes);
    bytes.set(new Uint8Array(block.buffer, block.byteOffset, block.byteLength), blockHeaderBytes);
    new DataView(bytes.buffer).setUint32(0, crc32(bytes.subarray(blockHeaderBytes)), true);
    try {
      writeFully(file, bytes, this.#offsetOf(index));
      return true;
    } catch {
      // No room, or not allowed: the keys stay in memory for this check.
      return false;
    }
  }

  /** Blocks up to the first one that is cut off or damaged; what comes after is forgotten. */
  #wholeBlocks(file: number): number {
    const count = Math.floor((fstatSync(file).size - headerBytes) / this.#blockBytes);
    const bytes = new Uint8Array(this.#blockBytes);
    const view = new DataView(bytes.buffer);
    for (let block = 0; block < count; block += 1) {
      readSync(file, bytes, 0, bytes.length, this.#offsetOf(block));
      if (view.getUint32(0, true) === crc32(bytes.subarray(blockHeaderBytes))) continue;
      ftruncateSync(file, this.#offsetOf(block));
      return block;
    }
    return Math.max(0, count);
  }
}

function headerOf(corpus: string, fields: number): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set(new TextEncoder().encode(magic));
  new DataView(header.buffer).setUint32(8, fields, true);
  header.set(new TextEncoder().encode(corpus).subarray(0, 36), 16);
  return header;
}

/** The file, begun anew when it is of another corpus or layout; undefined where nothing can be written. */
function openOrCreate(path: string, header: Uint8Array): number | undefined {
  let file: number;
  try {
    closeSync(openSync(path, 'a'));
    file = openSync(path, 'r+');
  } catch {
    return undefined;
  }
  try {
    const found = new Uint8Array(headerBytes);
    readSync(file, found, 0, headerBytes, 0);
    if (Buffer.compare(found, header) !== 0) {
      ftruncateSync(file, 0);
      writeFully(file, header, 0);
      fdatasyncSync(file);
    }
    return file;
  } catch {
    closeSync(file);
    return undefined;
  }
}

function writeFully(file: number, bytes: Uint8Array, position: number): void {
  for (let written = 0; written < bytes.length; )
    written += writeSync(file, bytes, written, bytes.length - written, position + written);
}
