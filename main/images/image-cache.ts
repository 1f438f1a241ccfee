/** Images of servers as they were fetched: `<home>/cache/images/<ab>/<name>`, up to a size. */
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pruneFolder } from './bounded-folder.ts';

export const imageCacheBytes = 2 * 2 ** 30;
/** The size is looked at with the first image of a process, and after this much more. */
const bytesPerCheck = 100 * 2 ** 20;
/** A file is marked as used at most this often. */
const usedPrecisionMs = 3_600_000;

/** The folder that belongs to a corpus: one for the whole home. A corpus outside a home has one of its own. */
export function imageCacheFolder(corpusFolder: string): string {
  const corpora = dirname(corpusFolder);
  return join(basename(corpora) === 'corpora' ? dirname(corpora) : corpusFolder, 'cache', 'images');
}

export class ImageCache {
  readonly #folder: string;
  readonly #largestBytes: number;
  #uncheckedBytes = Number.POSITIVE_INFINITY;
  #checking: Promise<void> | undefined;

  constructor(folder: string, largestBytes = imageCacheBytes) {
    this.#folder = folder;
    this.#largestBytes = largestBytes;
  }

  /** The bytes under a name of hexadecimal digits; undefined when they are not there. */
  async get(name: string): Promise<Uint8Array | undefined> {
    const path = this.#pathOf(name);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes) await markUsed(path).catch(() => undefined);
    return bytes;
  }

  /** Keeps the bytes. A cache that cannot be written is none: nothing is thrown. */
  async put(name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#pathOf(name);
    const temporary = `${path}.${randomUUID()}.tmp`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(temporary, bytes);
      await rename(temporary, path);
      await this.#keepBounded(bytes.length);
    } catch {
      await rm(temporary, { force: true }).catch(() => undefined);
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, name.slice(0, 2), name);
  }

  /** Calls that come meanwhile wait for the same look. */
  async #keepBounded(addedBytes: number): Promise<void> {
    this.#uncheckedBytes += addedBytes;
    if (this.#uncheckedBytes < Math.min(bytesPerCheck, this.#largestBytes / 10)) return;
    this.#checking ??= pruneFolder(this.#folder, this.#largestBytes).finally(() => {
      this.#uncheckedBytes = 0;
      this.#checking = undefined;
    });
    await this.#checking;
  }
}

/** Times of reading are not kept everywhere. */
async function markUsed(path: string): Promise<void> {
  const now = Date.now();
  const { mtimeMs } = await stat(path);
  if (now - mtimeMs > usedPrecisionMs) await utimes(path, now / 1000, now / 1000);
}
