/** Reads what a worker writes to standard output and error: signals go to a listener, the rest is kept as a tail. */
import { StringDecoder } from 'node:string_decoder';
import { parseSignal, recordSeparator, type WorkerSignal } from '#app/rpc/worker-signal.ts';

/** Enough for a stack trace or an abort message of a native library. */
export const tailCharacters = 8192;

/** A signal is far shorter; more than this after a separator is a stray byte of something else. */
const maxSignalCharacters = 65_536;

export class WorkerOutput {
  readonly #decoder = new StringDecoder('utf8');
  readonly #early: WorkerSignal[] = [];
  #listener: ((signal: WorkerSignal) => void) | undefined;
  #tail = '';
  /** Begins with a record separator whose line has not ended yet, or is empty. */
  #unfinished = '';

  get tail(): string {
    return (this.#tail + this.#unfinished).slice(-tailCharacters);
  }

  onSignal(listener: (signal: WorkerSignal) => void): void {
    this.#listener = listener;
    for (const signal of this.#early.splice(0)) listener(signal);
  }

  push(bytes: Buffer): void {
    let text = this.#unfinished + this.#decoder.write(bytes);
    this.#unfinished = '';
    for (;;) {
      const start = text.indexOf(recordSeparator);
      const end = start < 0 ? -1 : text.indexOf('\n', start);
      if (start < 0 || (end < 0 && text.length - start > maxSignalCharacters)) {
        this.#keep(text);
        return;
      }
      this.#keep(text.slice(0, start));
      if (end < 0) {
        this.#unfinished = text.slice(start);
        return;
      }
      this.#take(text.slice(start + 1, end));
      text = text.slice(end + 1);
    }
  }

  #take(line: string): void {
    const signal = parseSignal(line);
    if (!signal) this.#keep(`${line}\n`);
    else if (this.#listener) this.#listener(signal);
    else this.#early.push(signal);
  }

  #keep(text: string): void {
    this.#tail = (this.#tail + text).slice(-tailCharacters);
  }
}
