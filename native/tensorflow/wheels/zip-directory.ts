/** The table of contents of a zip archive (PKWARE APPNOTE 6.3.10, section 4.3), read from its end. */
import { open } from 'node:fs/promises';
import { FigscopeError } from '#app/util/error.ts';
import type { ByteSource, Slice } from './byte-source.ts';

export interface ZipMember {
  readonly name: string;
  /** 0 stored, 8 deflated. */
  readonly method: number;
  readonly crc32: number;
  readonly compressedBytes: number;
  readonly sizeBytes: number;
  /** Of its local header. */
  readonly start: number;
  /** Where the next member, or the table, begins. */
  readonly end: number;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const endBytes = 22;
const longestCommentBytes = 0xffff;
/** In a zip64 archive this stands for "see elsewhere"; wheels stay below 4 GB. */
const zip64 = 0xffffffff;

/** Throws invalid-input when the file is no zip archive that a wheel may be; it is discarded then. */
export async function readZipDirectory(source: ByteSource): Promise<ZipMember[]> {
  try {
    return await readTable(source);
  } catch (error) {
    if (error instanceof FigscopeError && error.code === 'invalid-input') await source.discard();
    throw error;
  }
}

async function readTable(source: ByteSource): Promise<ZipMember[]> {
  const size = await source.sizeBytes();
  const tailStart = Math.max(0, size - endBytes - longestCommentBytes);
  const tail = await readSlice(await source.slice(tailStart, size), size - tailStart);
  const at = lastSignature(tail);
  if (at === undefined) throw notAWheel(source.file);
  const tableBytes = tail.readUInt32LE(at + 12);
  const tableStart = tail.readUInt32LE(at + 16);
  if (tableStart === zip64 || tableStart + tableBytes > size) throw notAWheel(source.file);
  const table =
    tableStart >= tailStart
      ? tail.subarray(tableStart - tailStart, tableStart - tailStart + tableBytes)
      : await readSlice(await source.slice(tableStart, tableStart + tableBytes), tableBytes);
  await source.drop(tailStart, size);
  await source.drop(tableStart, tableStart + tableBytes);
  return withEnds(parseTable(table, source.file), tableStart);
}

type Entry = Omit<ZipMember, 'end'>;

function parseTable(table: Buffer, file: string): Entry[] {
  const entries: Entry[] = [];
  for (let at = 0; at + 46 <= table.length; ) {
    if (table.readUInt32LE(at) !== entrySignature) throw notAWheel(file);
    const nameBytes = table.readUInt16LE(at + 28);
    entries.push({
      method: table.readUInt16LE(at + 10),
      crc32: table.readUInt32LE(at + 16),
      compressedBytes: table.readUInt32LE(at + 20),
      sizeBytes: table.readUInt32LE(at + 24),
      start: table.readUInt32LE(at + 42),
      name: table.toString('utf8', at + 46, at + 46 + nameBytes),
    });
    at += 46 + nameBytes + table.readUInt16LE(at + 30) + table.readUInt16LE(at + 32);
  }
  return entries;
}

function withEnds(entries: readonly Entry[], tableStart: number): ZipMember[] {
  const starts = entries.map(({ start }) => start).sort((one, other) => one - other);
  const ends = new Map(starts.map((start, index) => [start, starts[index + 1] ?? tableStart]));
  return entries.map((entry) => ({ ...entry, end: ends.get(entry.start) ?? tableStart }));
}

function lastSignature(tail: Buffer): number | undefined {
  for (let at = tail.length - endBytes; at >= 0; at--) if (tail.readUInt32LE(at) === endSignature) return at;
  return undefined;
}

/** `length` bytes of a slice; throws when the file is shorter. */
export async function readSlice({ path, offset }: Slice, length: number): Promise<Buffer> {
  await using file = await open(path);
  const bytes = Buffer.alloc(length);
  let have = 0;
  while (have < length) {
    const { bytesRead } = await file.read(bytes, have, length - have, offset + have);
    if (bytesRead === 0) throw new FigscopeError('invalid-input', `${path} is shorter than it says.`);
    have += bytesRead;
  }
  return bytes;
}

const notAWheel = (file: string): FigscopeError =>
  new FigscopeError('invalid-input', {
    message: `${file} is not a complete wheel.`,
    remedy: 'Fetch that file again, or name another index with --wheel-index.',
  });
