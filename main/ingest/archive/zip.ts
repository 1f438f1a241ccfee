/** A zip: its central directory, then random access to its members. */
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { Entry, fromRandomAccessReaderPromise, getFileNameLowLevel } from 'yauzl';
import type { ZipFile } from 'yauzl';
import type { ImageSource } from '#app/domain/figure.ts';
import { reasonOf } from '../rejections.ts';
import { GrowingIntegers } from '../names/growing-integers.ts';
import { NameTable } from '../names/name-table.ts';
import type { Folder, SourceFile } from '../tree.ts';
import { memberName, notAFile, ProblemList } from './archive.ts';
import type { Archive, ArchiveProblem } from './archive.ts';
import { maxMemberBytes, maxMembers, maxUnpackedBytes, sizeObjection } from './limits.ts';
import { isHidden, MemberNames } from './member-names.ts';
import { TableReader } from './table-reader.ts';

export interface ZipOptions {
  /** Where images go that leave the zip. */
  readonly keep: (bytes: Uint8Array) => Promise<ImageSource>;
  readonly signal?: AbortSignal | undefined;
}

const unixFileType = 0o170000;
const unixLink = 0o120000;
const localHeaderBytes = 30;
const word = 2 ** 32;

/** Opens a zip. Names are checked here and not by the library, which would give up the whole archive for one. */
export async function openZip(path: string, options: ZipOptions): Promise<Archive> {
  const problems = new ProblemList();
  const { zip, reader } = await openTable(path);
  let members = new Members(zip, options.keep);
  try {
    const packedBytes = (await stat(path)).size;
    const overlaps = new OverlapFinder();
    let totalBytes = 0;
    for await (const entry of zip.eachEntry()) {
      options.signal?.throwIfAborted();
      overlaps.add(entry);
      const found = placeEntry(entry);
      if (found && 'code' in found) problems.add(found);
      else if (found) {
        members.add(found.name, entry);
        // What was refused by itself is never unpacked, and does not count.
        totalBytes += entry.uncompressedSize;
      }
      const isBomb = sizeObjection(packedBytes, totalBytes) !== undefined;
      if (members.length > maxMembers || totalBytes > maxUnpackedBytes || isBomb) {
        members = new Members(zip, options.keep);
        problems.add({
          item: '',
          code: 'archive-unsafe',
          message: 'The archive holds more than Figscope unpacks; none of it was read.',
        });
        break;
      }
    }
    const shared = overlaps.found();
    if (shared !== undefined) {
      members = new Members(zip, options.keep);
      const message = `Members of the archive share their bytes (${shared}), as archives made to fill a disk do; none was read.`;
      problems.add({ item: '', code: 'archive-unsafe', message });
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    const message = `The archive is damaged: ${reasonOf(error)}.`;
    problems.add({ item: '', code: 'archive-malformed', message });
  } finally {
    reader.endTable();
  }
  return {
    tree: members.tree(),
    problems: problems.all(),
    [Symbol.asyncDispose](): Promise<void> {
      zip.close();
      return Promise.resolve();
    },
  };
}

/** The tree of a zip that could not be opened. */
export const noMembers = (): Folder =>
  new MemberNames().tree(() => {
    throw new RangeError('There is no such member.');
  });

/** The table of contents outside the heap: the names, and sixteen bytes for each member. */
class Members {
  readonly #zip: ZipFile;
  readonly #keep: ZipOptions['keep'];
  readonly #names = new MemberNames();
  /** Low and high word of the place, the high one with the method of compression above it. */
  readonly #places = new GrowingIntegers();
  readonly #methods = new GrowingIntegers();
  readonly #packedSizes = new GrowingIntegers();
  readonly #sizes = new GrowingIntegers();
  readonly #checksums = new GrowingIntegers();

  constructor(zip: ZipFile, keep: ZipOptions['keep']) {
    this.#zip = zip;
    this.#keep = keep;
  }

  get length(): number {
    return this.#names.length;
  }

  add(name: string, entry: Entry): void {
    if (isHidden(name)) return;
    const place = entry.relativeOffsetOfLocalHeader;
    this.#names.add(name);
    this.#places.push(place % word);
    this.#methods.push(entry.compressionMethod * 2 ** 16 + Math.floor(place / word));
    // Members beyond 2 GiB are refused when they are read, whatever else is known of them.
    this.#packedSizes.push(Math.min(word - 1, entry.compressedSize));
    this.#sizes.push(Math.min(word - 1, entry.uncompressedSize));
    this.#checksums.push(entry.crc32);
  }

  tree(): Folder {
    return this.#names.tree(
      (index, name) => new ZipMember(this.#zip, this.#entryAt(index), name, this.#keep),
    );
  }

  /** As much of an entry as it takes to read its bytes. */
  #entryAt(index: number): Entry {
    const method = this.#methods.at(index);
    return Object.assign(new Entry(), {
      relativeOffsetOfLocalHeader: (method % 2 ** 16) * word + this.#places.at(index),
      compressionMethod: Math.floor(method / 2 ** 16),
      generalPurposeBitFlag: 0,
      compressedSize: this.#packedSizes.at(index),
      uncompressedSize: this.#sizes.at(index),
      crc32: this.#checksums.at(index),
    });
  }
}

/** Members whose packed bytes lie over one another (D. Fifield, "A better zip bomb", 2019). */
class OverlapFinder {
  /** In the order of the table of contents; names are asked for where two overlap. */
  #starts = new Float64Array(1024);
  #ends = new Float64Array(1024);
  readonly #names = new NameTable();
  #isInOrder = true;

  add(entry: Entry): void {
    const at = this.#names.add(entry.fileNameRaw.toString('utf8'));
    if (at === this.#starts.length) {
      this.#starts = longer(this.#starts);
      this.#ends = longer(this.#ends);
    }
    const start = entry.relativeOffsetOfLocalHeader;
    this.#starts[at] = start;
    this.#ends[at] = start + localHeaderBytes + entry.fileNameRaw.length + entry.compressedSize;
    if (at > 0 && start < (this.#starts[at - 1] ?? 0)) this.#isInOrder = false;
  }

  /** Two of them in words; undefined when there are none. */
  found(): string | undefined {
    const [starts, ends] = [this.#starts, this.#ends];
    const count = this.#names.length;
    const order = this.#isInOrder ? undefined : Uint32Array.from({ length: count }, (_, index) => index);
    order?.sort((a, b) => (starts[a] ?? 0) - (starts[b] ?? 0));
    const placeOf = (at: number): number => order?.[at] ?? at;
    for (let at = 1; at < count; at += 1) {
      const [before, after] = [placeOf(at - 1), placeOf(at)];
      if ((starts[after] ?? 0) < (ends[before] ?? 0))
        return `${this.#names.at(before)} and ${this.#names.at(after)}`;
    }
    return undefined;
  }
}

function longer(values: Float64Array): Float64Array<ArrayBuffer> {
  const more = new Float64Array(values.length * 2);
  more.set(values);
  return more;
}

/** The file stays open until the zip is closed. */
async function openTable(path: string): Promise<{ readonly zip: ZipFile; readonly reader: TableReader }> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const reader = new TableReader(file, size);
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
    return { zip: await fromRandomAccessReaderPromise(reader, size, options), reader };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** The safe name of an entry that is taken; undefined for a folder. */
function placeEntry(entry: Entry): { readonly name: string } | ArchiveProblem | undefined {
  const written = getFileNameLowLevel(
    entry.generalPurposeBitFlag,
    entry.fileNameRaw,
    entry.extraFields,
    false,
  );
  const checked = memberName(written);
  if ('problem' in checked) return checked.problem;
  if (written.endsWith('/')) return undefined;
  const { name } = checked;
  if (((entry.externalFileAttributes >>> 16) & unixFileType) === unixLink) return notAFile(name, 'a link');
  if (entry.isEncrypted()) {
    return { item: name, code: 'archive-malformed', message: 'This member is encrypted.' };
  }
  const objection = sizeObjection(entry.compressedSize, entry.uncompressedSize);
  return objection === undefined
    ? { name }
    : { item: name, code: 'archive-unsafe', message: `${objection}.` };
}

class ZipMember implements SourceFile {
  readonly name: string;
  readonly sizeBytes: number;
  readonly path = undefined;
  private readonly zip: ZipFile;
  private readonly entry: Entry;
  private readonly keepElsewhere: ZipOptions['keep'];

  constructor(zip: ZipFile, entry: Entry, name: string, keepElsewhere: ZipOptions['keep']) {
    this.zip = zip;
    this.entry = entry;
    this.name = name;
    this.sizeBytes = entry.uncompressedSize;
    this.keepElsewhere = keepElsewhere;
  }

  async read(): Promise<Uint8Array> {
    if (this.sizeBytes > maxMemberBytes) throw new Error('it is larger than 2 GiB');
    const bytes = await this.readBytes(this.sizeBytes);
    if (crc32(bytes) !== this.entry.crc32) throw new Error('its checksum does not match');
    return bytes;
  }

  head(sizeBytes: number): Promise<Uint8Array> {
    return this.readBytes(Math.min(sizeBytes, this.sizeBytes));
  }

  keep(bytes: Uint8Array): Promise<ImageSource> {
    return this.keepElsewhere(bytes);
  }

  private async readBytes(wanted: number): Promise<Uint8Array> {
    const stream: Readable = await this.zip.openReadStreamPromise(this.entry);
    const bytes = new Uint8Array(wanted);
    let filled = 0;
    for await (const chunk of stream) {
      if (!(chunk instanceof Uint8Array)) break;
      const part = chunk.subarray(0, wanted - filled);
      bytes.set(part, filled);
      filled += part.length;
      if (filled >= wanted && wanted < this.sizeBytes) break;
    }
    if (filled < wanted) throw new Error('the archive is cut off');
    return bytes;
  }
}
