/**
 * Files that can always be made again, kept between processes in one folder. Each ends with a checksum, so an entry
 * that was cut off or changed is as good as absent. The cache is never needed: where it cannot be written, things are
 * made again each time.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { writeSynced } from '../files.ts';

const CHECKSUM_BYTES = 32;
/** Room for the int8 weights of several large models. */
const DEFAULT_LIMIT_BYTES = 2 * 1024 ** 3;
const TEMPORARY = '.part';
/** A temporary file as old as this was left by a process that is gone. */
const ABANDONED_AFTER_MS = 3_600_000;

export class FileCache {
  readonly folder: string;
  private readonly limitBytes: number;

  constructor(folder: string, limitBytes = DEFAULT_LIMIT_BYTES) {
    this.folder = folder;
    this.limitBytes = limitBytes;
  }

  /** The path of an entry that is there and undamaged. Its content is followed by the checksum. */
  async find(name: string): Promise<string | undefined> {
    const path = join(this.folder, name);
    try {
      if (!(await isWhole(path))) return undefined;
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined); // what is used stays
      return path;
    } catch {
      return undefined;
    }
  }

  /** The content of an entry that is there and undamaged. */
  async read(name: string): Promise<Uint8Array | undefined> {
    const path = await this.find(name);
    if (path === undefined) return undefined;
    const file = await readFile(path).catch(() => undefined);
    return file?.subarray(0, -CHECKSUM_BYTES);
  }

  /** Writes an entry and makes room for it; its path, or undefined where that was not possible. */
  async keep(name: string, pieces: readonly Uint8Array[]): Promise<string | undefined> {
    const path = join(this.folder, name);
    const temporary = `${path}.${randomUUID()}${TEMPORARY}`;
    const hash = createHash('sha256');
    for (const piece of pieces) hash.update(piece);
    try {
      await mkdir(this.folder, { recursive: true });
      await writeSynced(temporary, [...pieces, hash.digest()]);
      await rename(temporary, path);
      await this.prune(name);
      return path;
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
      return undefined;
    }
  }

  /** Removes the entries that were not used for longest until the rest fits; `newest` stays whatever its size. */
  private async prune(newest: string): Promise<void> {
    const names = (await readdir(this.folder)).filter((name) => name !== newest);
    const entries = await Promise.all(names.map((name) => describe(this.folder, name)));
    let totalBytes = (await stat(join(this.folder, newest))).size;
    for (const { path, sizeBytes, ageMs } of entries.toSorted((a, b) => a.ageMs - b.ageMs)) {
      if (path.endsWith(TEMPORARY)) {
        if (ageMs > ABANDONED_AFTER_MS) await rm(path, { force: true });
        continue;
      }
      totalBytes += sizeBytes;
      if (totalBytes > this.limitBytes) await rm(path, { force: true });
    }
  }
}

async function describe(
  folder: string,
  name: string,
): Promise<{ path: string; sizeBytes: number; ageMs: number }> {
  const path = join(folder, name);
  // Another process may remove it at any time.
  const found = await stat(path).catch(() => undefined);
  return { path, sizeBytes: found?.size ?? 0, ageMs: Date.now() - (found?.mtimeMs ?? 0) };
}

/** Whether the last bytes are the checksum of all before them. */
async function isWhole(path: string): Promise<boolean> {
  const { size } = await stat(path);
  if (size < CHECKSUM_BYTES) return false;
  const hash = createHash('sha256');
  const contentBytes = size - CHECKSUM_BYTES;
  const checksum = Buffer.alloc(CHECKSUM_BYTES);
  let offset = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const bytes: Buffer = chunk;
    const inContent = Math.max(0, Math.min(bytes.length, contentBytes - offset));
    hash.update(bytes.subarray(0, inContent));
    bytes.copy(checksum, Math.max(0, offset - contentBytes), inContent);
    offset += bytes.length;
  }
  return hash.digest().equals(checksum);
}
