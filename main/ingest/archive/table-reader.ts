/** The library asks for every entry of the table of contents twice, a few bytes each time. */
import { ZipReader } from '#main/zip/zip-reader.ts';
import type { FileHandle } from 'node:fs/promises';

const tableAheadBytes = 256 * 1024;

/** Reads ahead until it is told that the table of contents is read; members lie anywhere. */
export class TableReader extends ZipReader {
  readonly #sizeBytes: number;
  #buffer = Buffer.alloc(0);
  #start = 0;
  #isAhead = true;

  constructor(file: FileHandle, sizeBytes: number) {
    super(file);
    this.#sizeBytes = sizeBytes;
  }

  endTable(): void {
    this.#isAhead = false;
    this.#buffer = Buffer.alloc(0);
  }

  override read(...[buffer, offset, length, position, done]: Parameters<ZipReader['read']>): void {
    const from = position - this.#start;
    if (from >= 0 && from + length <= this.#buffer.length) {
      this.#buffer.copy(buffer, offset, from, from + length);
      setImmediate(done, null);
    } else if (this.#isAhead) this.#readAhead(buffer, offset, length, position, done);
    else super.read(buffer, offset, length, position, done);
  }

  #readAhead(...[buffer, offset, length, position, done]: Parameters<ZipReader['read']>): void {
    const wanted = Math.max(length, Math.min(tableAheadBytes, this.#sizeBytes - position));
    const ahead = Buffer.allocUnsafe(wanted);
    super.read(ahead, 0, wanted, position, (error) => {
      if (!error) {
        this.#buffer = ahead;
        this.#start = position;
        ahead.copy(buffer, offset, 0, length);
      }
      done(error);
    });
  }
}
