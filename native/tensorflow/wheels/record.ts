/** The hashes that a wheel itself states of its members: `*.dist-info/RECORD` (PEP 376, PEP 427). */
import { inflateRawSync } from 'node:zlib';
import { FigscopeError } from '#app/util/error.ts';
import type { ByteSource } from './byte-source.ts';
import { readSlice, type ZipMember } from './zip-directory.ts';

/** A RECORD of TensorFlow has 1.7 MB. */
const largestRecordBytes = 32 * 2 ** 20;

/** SHA-256 in hexadecimal by member. Throws unavailable when the wheel has no record. */
export async function readRecord(
  source: ByteSource,
  directory: readonly ZipMember[],
): Promise<Map<string, string>> {
  const record = directory.find(({ name }) => /^[^/]+\.dist-info\/RECORD$/.test(name));
  if (!record || record.sizeBytes > largestRecordBytes) {
    throw new FigscopeError('unavailable', {
      message: `${source.file} has no record of its contents.`,
      remedy: 'Name another index with --wheel-index.',
    });
  }
  const bytes = await readSlice(await source.slice(record.start, record.end), record.end - record.start);
  await source.drop(record.start, record.end);
  const from = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const data = bytes.subarray(from, from + record.compressedBytes);
  const text = record.method === 8 ? inflateRawSync(data, { maxOutputLength: largestRecordBytes }) : data;
  const hashes = new Map<string, string>();
  for (const line of text.toString('utf8').split('\n')) {
    const entry = /^"?(.+?)"?,sha256=([\w-]+)=*,\d*\s*$/.exec(line);
    if (entry) hashes.set(entry[1], Buffer.from(entry[2], 'base64url').toString('hex'));
  }
  return hashes;
}
