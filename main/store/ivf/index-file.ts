/** Reads an index from its file, and tells whether it belongs to the vectors beside it. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { VectorSide, VectorState } from '../embedding-folder.ts';
import { VectorFile } from '../vector-file.ts';
import {
  checksum,
  fingerprintOf,
  headerBytes,
  indexHeader,
  type IndexHeader,
  indexPath,
  listBytes,
  magic,
  preambleBytes,
} from './index-format.ts';

/** Why a file is not used. It is rebuilt from the vectors; nothing is lost with it. */
export class IndexDamage extends Error {
  readonly kind: 'stale' | 'damaged';

  constructor(kind: 'stale' | 'damaged', message: string) {
    super(message);
    this.name = 'IndexDamage';
    this.kind = kind;
  }
}

export class IndexFile implements Disposable {
  readonly header: IndexHeader;
  /** [lists, width], in units of 2^-14. */
  readonly centroids: Int16Array<ArrayBuffer>;
  /** [lists] */
  readonly counts: Uint32Array<ArrayBuffer>;
  /** Rows without a vector, ascending. */
  readonly missing: Uint32Array<ArrayBuffer>;
  readonly #file: number;
  /** [lists + 1] */
  readonly #offsets: Float64Array;
  readonly #checksums: Uint32Array<ArrayBuffer>;
  /** [lists], 1 where the checksum was right. */
  readonly #isChecked: Uint8Array;

  /** Throws IndexDamage, and what the file system throws. */
  constructor(path: string) {
    this.#file = openSync(path, 'r');
    try {
      this.header = this.#readHeader();
      const { lists, width, centroids, counts, checksums, missing, listsOffset } = this.header;
      this.centroids = new Int16Array(this.#section(centroids));
      this.counts = new Uint32Array(this.#section(counts));
      this.#checksums = new Uint32Array(this.#section(checksums));
      this.missing = new Uint32Array(this.#section(missing));
      const indexed = this.counts.reduce((sum, count) => sum + count, this.missing.length);
      if (indexed !== this.header.rows)
        throw new IndexDamage('damaged', 'The lists of the index hold more or fewer rows than they should.');
      this.#offsets = new Float64Array(lists + 1);
      this.#offsets[0] = listsOffset;
      this.counts.forEach((count, list) => {
        this.#offsets[list + 1] = this.#offsets[list] + listBytes(count, width);
      });
      this.#isChecked = new Uint8Array(lists);
      const { size } = fstatSync(this.#file);
      if (size !== this.header.sizeBytes || size !== this.#offsets[lists])
        throw new IndexDamage('damaged', 'The index is shorter or longer than it should be.');
    } catch (thrown) {
      closeSync(this.#file);
      throw thrown;
    }
  }

  /** Bytes of the largest list. */
  get largestListBytes(): number {
    return listBytes(
      this.counts.reduce((most, count) => Math.max(most, count), 0),
      this.header.width,
    );
  }

  /** Reads a list to the front of `into`. Throws IndexDamage when it is not what was written. */
  readList(list: number, into: Uint8Array): void {
    const bytes = into.subarray(0, this.#offsets[list + 1] - this.#offsets[list]);
    readFully(this.#file, bytes, this.#offsets[list]);
    if (this.#isChecked[list] === 1) return;
    if (checksum(bytes) !== this.#checksums[list])
      throw new IndexDamage('damaged', `List ${list} of the index is not what was written.`);
    this.#isChecked[list] = 1;
  }

  [Symbol.dispose](): void {
    closeSync(this.#file);
  }

  #readHeader(): IndexHeader {
    const bytes = new Uint8Array(headerBytes);
    readFully(this.#file, bytes, 0);
    const view = new DataView(bytes.buffer);
    const length = view.getUint32(8, true);
    if (magic.compare(bytes, 0, magic.length) !== 0 || length > headerBytes - preambleBytes)
      throw new IndexDamage('damaged', 'The file is no index of this version.');
    const json = bytes.subarray(preambleBytes, preambleBytes + length);
    if (checksum(json) !== view.getUint32(12, true))
      throw new IndexDamage('damaged', 'The header of the index is not what was written.');
    const value: unknown = JSON.parse(new TextDecoder().decode(json));
    const header = indexHeader.safeParse(value).data;
    if (!header || !fits(header, fstatSync(this.#file).size))
      throw new IndexDamage('damaged', 'The header of the index makes no sense.');
    return header;
  }

  #section({ offset, sizeBytes, checksum: expected }: IndexHeader['centroids']): ArrayBuffer {
    const bytes = new Uint8Array(sizeBytes);
    readFully(this.#file, bytes, offset);
    if (checksum(bytes) !== expected)
      throw new IndexDamage('damaged', 'A table of the index is not what was written.');
    return bytes.buffer;
  }
}

/** Whether sections are as large as their contents, and within the file. */
function fits(
  { lists, width, centroids, counts, checksums, missing }: IndexHeader,
  sizeBytes: number,
): boolean {
  return (
    centroids.sizeBytes === 2 * lists * width &&
    counts.sizeBytes === 4 * lists &&
    checksums.sizeBytes === 4 * lists &&
    missing.sizeBytes % 4 === 0 &&
    [centroids, counts, checksums, missing].every(
      (section) => section.offset + section.sizeBytes <= sizeBytes,
    )
  );
}

/** What the file system says about a file that is there but cannot be read. */
function unreadable(thrown: unknown): unknown {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
    ? new IndexDamage('damaged', `The index cannot be read (${thrown.code}).`)
    : thrown;
}

function readSome(file: number, bytes: Uint8Array, got: number, from: number): number {
  try {
    return readSync(file, bytes, got, bytes.length - got, from + got);
  } catch (thrown) {
    throw unreadable(thrown);
  }
}

function readFully(file: number, bytes: Uint8Array, from: number): void {
  for (let got = 0; got < bytes.length; ) {
    const more = readSome(file, bytes, got, from);
    if (more === 0) throw new IndexDamage('damaged', 'The index ends too early.');
    got += more;
  }
}

/**
 * The index of one side, when it is there and belongs to the vectors as they are: same embedding, same vectors, no
 * more rows than they have. Undefined where there is none. Throws IndexDamage.
 */
export function openIndexFile(folder: string, side: VectorSide, state: VectorState): IndexFile | undefined {
  let file: IndexFile;
  try {
    file = new IndexFile(indexPath(folder, side));
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw unreadable(thrown);
  }
  try {
    const { dimension, createdAt, rows, fingerprint } = file.header;
    using vectors = new VectorFile(folder, side, state.dimension);
    const isOurs =
      dimension === state.dimension &&
      createdAt === state.createdAt &&
      rows <= state[side] &&
      fingerprint === fingerprintOf(vectors, rows);
    if (!isOurs) throw new IndexDamage('stale', 'The index was built for other vectors than these.');
    return file;
  } catch (thrown) {
    file[Symbol.dispose]();
    throw thrown;
  }
}

/** The index, or why it cannot be used: exact search answers then, and the next build replaces it. */
export function tryIndex(
  folder: string,
  side: VectorSide,
  state: VectorState,
): { readonly file?: IndexFile; readonly damage?: IndexDamage } {
  try {
    const file = openIndexFile(folder, side, state);
    return file ? { file } : {};
  } catch (thrown) {
    if (thrown instanceof IndexDamage) return { damage: thrown };
    throw thrown;
  }
}

export const openUsableIndex = (
  folder: string,
  side: VectorSide,
  state: VectorState,
): IndexFile | undefined => tryIndex(folder, side, state).file;

/** Changes whenever the file of an index is another one. */
export function indexVersion(folder: string, side: VectorSide): string {
  const stat = statSync(indexPath(folder, side), { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
}

/** Rows that a usable index of a side covers; 0 without one. Reads headers and tables, not the lists. */
export function indexedRows(folder: string, side: VectorSide, state: VectorState): number {
  if (indexVersion(folder, side) === '' || state[side] === 0) return 0;
  using file = openUsableIndex(folder, side, state);
  return file?.header.rows ?? 0;
}
