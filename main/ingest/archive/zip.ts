/** A zip: its central directory, then random access to its members. */
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromRandomAccessReaderPromise, getFileNameLowLevel } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import type { ImageSource } from '#app/domain/figure.ts';
import { ZipReader } from '#main/zip/zip-reader.ts';
import { reasonOf } from '../rejections.ts';
import type { SourceFile } from '../tree.ts';
import { memberName, notAFile } from './archive.ts';
import type { Archive, ArchiveProblem } from './archive.ts';
import { maxMemberBytes, maxMembers, maxUnpackedBytes, sizeObjection } from './limits.ts';

export interface ZipOptions {
  /** Where images go that leave the zip. */
  readonly keep: (bytes: Uint8Array) => Promise<ImageSource>;
  readonly signal?: AbortSignal | undefined;
}

const unixFileType = 0o170000;
const unixLink = 0o120000;
const localHeaderBytes = 30;

/** Opens a zip. Names are checked here and not by the library, which would give up the whole archive for one. */
export async function openZip(path: string, options: ZipOptions): Promise<Archive> {
  const problems: ArchiveProblem[] = [];
  const files: SourceFile[] = [];
  const zip = await readTableOfContents(path);
  try {
    const packedBytes = (await stat(path)).size;
    const overlaps = new OverlapFinder();
    let totalBytes = 0;
    for await (const entry of zip.eachEntry()) {
      options.signal?.throwIfAborted();
      overlaps.add(entry);
      const found = placeEntry(zip, entry, options);
      if (found && 'code' in found) problems.push(found);
      else if (found) files.push(found);
      // What was refused by itself is never unpacked, and does not count.
      if (found && 'sizeBytes' in found) totalBytes += found.sizeBytes;
      const isBomb = sizeObjection(packedBytes, totalBytes) !== undefined;
      if (files.length > maxMembers || totalBytes > maxUnpackedBytes || isBomb) {
        files.length = 0;
        problems.push({
          item: '',
          code: 'archive-unsafe',
          message: 'The archive holds more than Figscope unpacks; none of it was read.',
        });
        break;
      }
    }
    const shared = overlaps.found();
    if (shared !== undefined) {
      files.length = 0;
      const message = `Members of the archive share their bytes (${shared}), as archives made to fill a disk do; none was read.`;
      problems.push({ item: '', code: 'archive-unsafe', message });
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    const message = `The archive is damaged: ${reasonOf(error)}.`;
    problems.push({ item: '', code: 'archive-malformed', message });
  }
  return {
    files,
    problems,
    [Symbol.asyncDispose](): Promise<void> {
      zip.close();
      return Promise.resolve();
    },
  };
}

/** Members whose packed bytes lie over one another (D. Fifield, "A better zip bomb", 2019). */
class OverlapFinder {
  readonly #members: { readonly start: number; readonly end: number; readonly name: string }[] = [];

  add(entry: Entry): void {
    const start = entry.relativeOffsetOfLocalHeader;
    const end = start + localHeaderBytes + entry.fileNameRaw.length + entry.compressedSize;
    this.#members.push({ start, end, name: entry.fileNameRaw.toString('utf8') });
  }

  /** Two of them in words; undefined when there are none. */
  found(): string | undefined {
    const inOrder = this.#members.sort((a, b) => a.start - b.start);
    const at = inOrder.findIndex(({ start }, index) => index > 0 && start < (inOrder[index - 1]?.end ?? 0));
    return at < 0 ? undefined : `${inOrder[at - 1]?.name} and ${inOrder[at]?.name}`;
  }
}

/** The file stays open until the zip is closed. */
async function readTableOfContents(path: string): Promise<ZipFile> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const options = { autoClose: false, lazyEntries: true, decodeStrings: false };
    return await fromRandomAccessReaderPromise(new ZipReader(file), size, options);
  } catch (error) {
    await file.close();
    throw error;
  }
}

function placeEntry(
  zip: ZipFile,
  entry: Entry,
  options: ZipOptions,
): SourceFile | ArchiveProblem | undefined {
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
  if (objection !== undefined) return { item: name, code: 'archive-unsafe', message: `${objection}.` };
  return new ZipMember(zip, entry, name, options.keep);
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
