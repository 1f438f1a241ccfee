/** How far a download of several files is, as one progress. */
import type { JobHandle } from '../../jobs/job-board.ts';

export class TransferMeter {
  readonly #handle: JobHandle;
  #totalBytes = 0;
  #finishedBytes = 0;
  #currentBytes = 0;
  #file = '';

  constructor(handle: JobHandle) {
    this.#handle = handle;
  }

  begin(total: number): void {
    this.#totalBytes = total;
    this.#finishedBytes = 0;
    this.#currentBytes = 0;
  }

  /** `presentBytes` of it are there: they must not count as fast. */
  next(file: string, presentBytes: number): void {
    this.#file = file;
    this.at(presentBytes);
  }

  at(doneBytes: number): void {
    this.#currentBytes = doneBytes;
    this.say(this.#file);
  }

  finish(sizeBytes: number): void {
    this.#finishedBytes += sizeBytes;
    this.#currentBytes = 0;
  }

  say(detail: string): void {
    const done = this.#finishedBytes + this.#currentBytes;
    this.#handle.progress({ done, total: this.#totalBytes, unit: 'bytes', detail });
  }
}
