/**
 * A file that grows while an export runs: `name.part` until it is complete, then flushed and renamed. What a checkpoint
 * knows of it is its size; everything beyond that is cut off when the export goes on after a crash.
 */
import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Appended bytes that wait in memory before they are written. */
const bufferedBytes = 2 ** 20;

export const partEnding = '.part';

export interface FinishedFile {
  /** Relative to the export, `/` between parts. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export class PartFile {
  readonly path: string;
  readonly #absolute: string;
  readonly #file: FileHandle;
  readonly #hash: Hash;
  #bytes: number;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  private constructor(path: string, absolute: string, file: FileHandle, hash: Hash, bytes: number) {
    this.path = path;
    this.#absolute = absolute;
    this.#file = file;
    this.#hash = hash;
    this.#bytes = bytes;
  }

  /** A new part; what a crash may have left under its name is gone. */
  static async create(root: string, path: string): Promise<PartFile> {
    const absolute = join(root, path);
    await mkdir(dirname(absolute), { recursive: true });
    const file = await open(absolute + partEnding, 'w');
    return new PartFile(path, absolute, file, createHash('sha256'), 0);
  }

  /** The part as a checkpoint knew it, also when it was completed after that. */
  static async resume(root: string, path: string, bytes: number): Promise<PartFile> {
    const absolute = join(root, path);
    const part = absolute + partEnding;
    if (!(await stat(part).catch(() => undefined))) await rename(absolute, part);
    const file = await open(part, 'r+');
    try {
      await file.truncate(bytes);
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(part)) hash.update(chunk);
      return new PartFile(path, absolute, file, hash, bytes);
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  }

  /** Everything appended so far. */
  get bytes(): number {
    return this.#bytes;
  }

  async append(content: Uint8Array | string): Promise<void> {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    this.#bytes += bytes.length;
    if (this.#waitingBytes >= bufferedBytes) await this.flush();
  }

  /** Hands what waits to the system; bytes that were appended may be used again afterwards. */
  async flush(): Promise<void> {
    const waiting = this.#waiting;
    const start = this.#bytes - this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    if (waiting.length === 0) return;
    const whole = waiting.length === 1 && waiting[0] ? waiting[0] : Buffer.concat(waiting);
    this.#hash.update(whole);
    for (let written = 0; written < whole.length; ) {
      const { bytesWritten } = await this.#file.write(
        whole,
        written,
        whole.length - written,
        start + written,
      );
      written += bytesWritten;
    }
  }

  /** Makes what was appended durable. */
  async sync(): Promise<void> {
    await this.flush();
    await this.#file.datasync();
  }

  async finish(): Promise<FinishedFile> {
    await this.sync();
    await this.#file.close();
    await rename(this.#absolute + partEnding, this.#absolute);
    return { path: this.path, bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  /** Leaves the part as it is. */
  async close(): Promise<void> {
    await this.#file.close().catch(() => undefined);
  }
}
