/** Puts the codes of all blocks together to the lists of an index file, a window of lists at a time. */
import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs';
import { recordTailBytes } from '../../../native/kernels/vectors.ts';
import { writeFully } from '../atomic-file.ts';
import { blockRows, noList } from './build-messages.ts';
import { type ListBytes, placeRecord } from './transpose-records.ts';
import { checksum, headerBytes, indexHeader, type IndexHeader, listBytes, magic } from './index-format.ts';

/** Of lists that are put together in memory. */
const windowBytes = 64 * 2 ** 20;

export interface IndexParts {
  /** Everything that is known before the sections have a place. */
  readonly about: Pick<
    IndexHeader,
    'dimension' | 'width' | 'rows' | 'lists' | 'seed' | 'trainedRows' | 'createdAt' | 'fingerprint' | 'tuning'
  >;
  /** [lists, width] */
  readonly centroids: Int16Array;
  /** [rows] */
  readonly listOf: Uint16Array;
  /** Records of each block of rows, sorted by list. */
  readonly codesPath: string;
}

/** Writes everything to `path`, without making it durable; returns the header, which can be written again. */
export function writeIndex(path: string, { about, centroids, listOf, codesPath }: IndexParts): IndexHeader {
  const counts = new Uint32Array(about.lists);
  const missing: number[] = [];
  listOf.forEach((list, row) => {
    if (list === noList) missing.push(row);
    else counts[list] += 1;
  });
  const file = openSync(path, 'w');
  try {
    writeFully(file, new Uint8Array(headerBytes));
    let offset = headerBytes;
    const section = (values: ArrayBufferView): IndexHeader['counts'] => {
      const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
      writeFully(file, bytes);
      offset += bytes.length;
      return { offset: offset - bytes.length, sizeBytes: bytes.length, checksum: checksum(bytes) };
    };
    const places = { centroids: section(centroids.slice()), counts: section(counts) };
    const checksumsAt = offset;
    const checksums = new Uint32Array(about.lists);
    section(checksums);
    const missingAt = section(Uint32Array.from(missing));
    const listsOffset = offset;
    const sizeBytes = counts.reduce((sum, count) => sum + listBytes(count, about.width), listsOffset);
    writeLists(file, codesPath, listOf, counts, about.width, checksums);
    const bytes = new Uint8Array(checksums.buffer);
    writeAt(file, bytes, checksumsAt);
    const header: IndexHeader = {
      version: 1,
      ...about,
      ...places,
      checksums: { offset: checksumsAt, sizeBytes: bytes.length, checksum: checksum(bytes) },
      missing: missingAt,
      listsOffset,
      sizeBytes,
    };
    writeHeader(file, header);
    return header;
  } finally {
    closeSync(file);
  }
}

/** Writes the header of a complete file and makes the file durable. */
export function sealIndex(path: string, header: IndexHeader): void {
  const file = openSync(path, 'r+');
  try {
    writeHeader(file, header);
    fdatasyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeHeader(file: number, header: IndexHeader): void {
  const json = new TextEncoder().encode(JSON.stringify(indexHeader.parse(header)));
  const numbers = new DataView(new ArrayBuffer(8));
  numbers.setUint32(0, json.length, true);
  numbers.setUint32(4, checksum(json), true);
  writeAt(file, Buffer.concat([magic, new Uint8Array(numbers.buffer), json]), 0);
}

function writeAt(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

function writeLists(
  file: number,
  codesPath: string,
  listOf: Uint16Array,
  counts: Uint32Array,
  width: number,
  checksums: Uint32Array,
): void {
  const codes = openSync(codesPath, 'r');
  try {
    const taken = new Uint32Array(Math.ceil(listOf.length / blockRows));
    for (let first = 0; first < counts.length; ) {
      let end = first;
      let sizeBytes = 0;
      while (
        end < counts.length &&
        (end === first || sizeBytes + listBytes(counts[end], width) <= windowBytes)
      )
        sizeBytes += listBytes(counts[end++], width);
      const window = new ListWindow(counts, first, end, width);
      for (let block = 0; block < taken.length; block += 1)
        taken[block] += window.take(codes, listOf, block, taken[block]);
      window.lists.forEach((list, place) => {
        checksums[first + place] = checksum(list);
        writeFully(file, list);
      });
      first = end;
    }
  } finally {
    closeSync(codes);
  }
}

/** Lists `first` to `end - 1` as they are filled. */
class ListWindow {
  readonly lists: readonly Uint8Array[];
  readonly #filling: readonly ListBytes[];
  readonly #filled: Uint32Array;
  readonly #first: number;
  readonly #end: number;
  readonly #columns: number;

  constructor(counts: Uint32Array, first: number, end: number, width: number) {
    this.lists = Array.from(
      { length: end - first },
      (_none, place) => new Uint8Array(listBytes(counts[first + place], width)),
    );
    this.#filling = this.lists.map((bytes, place) => ({
      bytes,
      words: new Uint32Array(bytes.buffer),
      padded: Math.ceil(counts[first + place] / 16) * 16,
    }));
    this.#filled = new Uint32Array(end - first);
    this.#first = first;
    this.#end = end;
    this.#columns = width / 8;
  }

  /** Takes the records of a block that belong here, which follow the first `skipped` ones; returns how many. */
  take(codes: number, listOf: Uint16Array, block: number, skipped: number): number {
    const rows = listOf.subarray(block * blockRows, (block + 1) * blockRows);
    // [lists of the window]: records of the block
    const counts = new Uint32Array(this.#end - this.#first);
    let count = 0;
    for (const list of rows) {
      if (list < this.#first || list >= this.#end) continue;
      counts[list - this.#first] += 1;
      count += 1;
    }
    const recordBytes = this.#columns + recordTailBytes;
    const records = new Uint8Array(count * recordBytes);
    const at = (block * blockRows + skipped) * recordBytes;
    for (let got = 0; got < records.length; )
      got += readSync(codes, records, got, records.length - got, at + got);
    const from = { bytes: records, words: new Uint32Array(records.buffer) };
    let record = 0;
    counts.forEach((ofList, list) => {
      for (let left = ofList; left > 0; left -= 1)
        placeRecord(this.#filling[list], this.#filled[list]++, from, record++, this.#columns);
    });
    return count;
  }
}
