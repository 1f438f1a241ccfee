/**
 * What the zip library reads through. Its own reader throws inside a callback over an offset that no file has, and so
 * ends the process.
 */
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

type Done = (error: Error | null) => void;

const chunkBytes = 2 ** 16;

/** Reads from an open file. Closing the zip closes the file, once no member is being read any more. */
export class ZipReader extends RandomAccessReader {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: Done): void {
    settle(this.#readAll(buffer, offset, length, position), done);
  }

  /** The library checks that a member lies within the file before it asks for one. `end` is exclusive. */
  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from(this.#chunks(start, end), { objectMode: false });
  }

  override close(done: Done): void {
    settle(this.#file.close(), done);
  }

  async #readAll(buffer: Buffer, offset: number, length: number, position: number): Promise<void> {
    if (!Number.isSafeInteger(position)) throw new Error(`no file reaches to ${position}`);
    const { bytesRead } = await this.#file.read(buffer, offset, length, position);
    if (bytesRead < length) throw new Error('unexpected end of file');
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Uint8Array> {
    for (let position = start; position < end; ) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - position));
      const { bytesRead } = await this.#file.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
      position += bytesRead;
    }
  }
}

/** Outside the promise, or what the library throws on being told would come back as a failure to read. */
function settle(work: Promise<void>, done: Done): void {
  work.then(
    () => setImmediate(done, null),
    (error: Error) => setImmediate(done, error),
  );
}
