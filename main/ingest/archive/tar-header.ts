/**
 * One 512-byte header block of a tar. Read here and not by a library because an image that stays inside a tar is
 * addressed by its offset, which the streaming libraries do not tell, and because a scan of headers alone does not
 * have to read the data between them.
 */

export const blockBytes = 512;

export type TarEntryKind =
  | 'file'
  | 'folder'
  | 'link'
  | 'special'
  /** The data is the name of the next entry (GNU). */
  | 'long-name'
  /** The data is the link target of the next entry (GNU). */
  | 'long-link'
  /** The data holds records about the next entry (POSIX). */
  | 'pax'
  /** Something to step over. */
  | 'other';

export interface TarHeader {
  readonly name: string;
  readonly sizeBytes: number;
  readonly kind: TarEntryKind;
}

const utf8 = new TextDecoder('utf-8');

/** The header in a block; undefined for a block of zeros, which ends a tar. @throws {Error} when it is no header. */
export function readTarHeader(block: Uint8Array): TarHeader | undefined {
  if (block.every((byte) => byte === 0)) return undefined;
  if (!hasValidChecksum(block)) throw new Error('A header of the archive is damaged');
  const isPosix = text(block, 257, 5) === 'ustar';
  const prefix = isPosix && text(block, 257, 8) !== 'ustar  ' ? text(block, 345, 155) : '';
  const shortName = text(block, 0, 100);
  const name = prefix === '' ? shortName : `${prefix}/${shortName}`;
  const sizeBytes = number(block, 124, 12);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0)
    throw new Error('A header of the archive has no valid size');
  return { name, sizeBytes, kind: kindOf(String.fromCharCode(block[156] ?? 0), name) };
}

/** Whether a block is a tar header: the sum of its bytes is written in it. */
export function hasValidChecksum(block: Uint8Array): boolean {
  if (block.length < blockBytes) return false;
  let sum = 0;
  for (let index = 0; index < blockBytes; index += 1) {
    sum += index >= 148 && index < 156 ? 0x20 : (block[index] ?? 0);
  }
  return sum === number(block, 148, 8);
}

/** POSIX records `length key=value\n` by key. */
export function readPaxRecords(data: Uint8Array): ReadonlyMap<string, string> {
  const records = new Map<string, string>();
  let start = 0;
  while (start < data.length) {
    const space = data.indexOf(0x20, start);
    const length = space < 0 ? Number.NaN : Number(utf8.decode(data.subarray(start, space)));
    if (!Number.isInteger(length) || length < 5) break;
    const record = utf8.decode(data.subarray(space + 1, start + length - 1));
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    start += length;
  }
  return records;
}

/** Text up to the first NUL. */
export function text(bytes: Uint8Array, start: number, length: number): string {
  const field = bytes.subarray(start, start + length);
  const end = field.indexOf(0);
  return utf8.decode(end < 0 ? field : field.subarray(0, end));
}

/** An octal number, or a big-endian binary one when the first bit is set (sizes beyond 8 GiB). */
function number(block: Uint8Array, start: number, length: number): number {
  const first = block[start] ?? 0;
  if ((first & 0x80) !== 0) {
    let value = first & 0x7f;
    for (let index = start + 1; index < start + length; index += 1) value = value * 256 + (block[index] ?? 0);
    return value;
  }
  const digits = text(block, start, length).trim();
  return digits === '' ? 0 : /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : Number.NaN;
}

function kindOf(flag: string, name: string): TarEntryKind {
  switch (flag) {
    case '0':
    case '\0':
    case '7':
      return name.endsWith('/') ? 'folder' : 'file';
    case '5':
      return 'folder';
    case '1':
    case '2':
      return 'link';
    case '3':
    case '4':
    case '6':
      return 'special';
    case 'L':
      return 'long-name';
    case 'K':
      return 'long-link';
    case 'x':
      return 'pax';
    default:
      return 'other';
  }
}
