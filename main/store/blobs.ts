/** `blobs/<first two letters>/<sha256>`: images that import had to take out of an archive or off the network. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toFigscopeError } from '#app/util/error.ts';

export function blobPath(corpusFolder: string, sha256: string): string {
  return join(corpusFolder, 'blobs', sha256.slice(0, 2), sha256);
}

/**
 * Keeps bytes under their hash (lower-case hex SHA-256) and returns it; what is there already is not written again.
 * The file is complete and on the disk before the name exists. Throws storage-full and permission-denied.
 */
export async function keepBlob(
  corpusFolder: string,
  bytes: Uint8Array,
): Promise<{ readonly sha256: string }> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const path = blobPath(corpusFolder, sha256);
  const known = await stat(path).catch(() => undefined);
  if (known?.size === bytes.length) return { sha256 };
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw toFigscopeError(thrown);
  }
  return { sha256 };
}
