/** Whether a file on the disk is the one that the hub describes. */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { ContentHash } from './hub-answer.ts';

/** A hash that is fed the content: SHA-256, or SHA-1 over git's header and the content. */
export function startHash(kind: ContentHash['kind'], sizeBytes: number): Hash {
  return kind === 'sha256' ? createHash('sha256') : createHash('sha1').update(`blob ${sizeBytes}\0`);
}

/** Feeds a file, or its beginning, to a hash. */
export async function hashFile(path: string, hash: Hash, signal?: AbortSignal): Promise<Hash> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal ? { signal } : {}) });
  for await (const chunk of stream) hash.update(Buffer.from(chunk));
  return hash;
}
