/** The credit of one stream and the cancellation of one request, on the answering side. */

export class Outflow {
  readonly #window: number;
  readonly #abort = new AbortController();
  #credit: number;
  #waiting: (() => void)[] = [];

  constructor(window: number) {
    this.#window = window;
    this.#credit = window;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get hasCredit(): boolean {
    return this.#credit > 0;
  }

  /** Spends the credit for one chunk. */
  spend(): void {
    this.#credit -= 1;
  }

  /** @returns false when the reader claims to have read more than it was sent. */
  grant(count: number): boolean {
    if (this.#credit + count > this.#window) return false;
    this.#credit += count;
    this.wake();
    return true;
  }

  abort(): void {
    this.#abort.abort();
    this.wake();
  }

  /** Resolves at the next grant, abort or wake. */
  change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}
