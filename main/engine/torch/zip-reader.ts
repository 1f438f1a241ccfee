/** What the zip library reads through. Its own reader would end the process over an offset that no file has. */
import { read } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { RandomAccessReader } from 'yauzl';

type Done = (error: Error | null) => void;

/** Reads from an open file, and leaves it open. Only headers are read through it, no contents. */
export class ZipReader extends RandomAccessReader {
  readonly #file: FileHandle;

  constructor(file: FileHandle) {
    super();
    this.#file = file;
  }

  override read(buffer: Buffer, offset: number, length: number, position: number, done: Done): void {
    if (!Number.isSafeInteger(position) || position < 0)
      return done(new Error(`no file reaches to ${position}`));
    read(this.#file.fd, buffer, offset, length, position, (error, bytesRead) =>
      done(error ?? (bytesRead < length ? new Error('unexpected end of file') : null)),
    );
  }

  override close(done: Done): void {
    done(null);
  }
}
