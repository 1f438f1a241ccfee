/** Hashes of files that arrived in parts. */
import { createReadStream } from 'node:fs';
import type { Hash } from 'node:crypto';

/** Feeds a file, or its beginning, to a hash. */
export async function hashFile(path: string, hash: Hash, signal?: AbortSignal): Promise<Hash> {
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal ? { signal } : {}) });
  for await (const chunk of stream) hash.update(Buffer.from(chunk));
  return hash;
}
