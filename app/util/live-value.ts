/** A value that many can watch: the newest state, without a backlog. */
export class LiveValue<T> {
  #value: T;
  #waiting: (() => void)[] = [];
  #closed = false;

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    this.#value = value;
    this.#wake();
  }

  update(change: (value: T) => T): void {
    this.set(change(this.#value));
  }

  /** Ends every watcher after it has seen the last value. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resume of waiting) resume();
  }

  /** The current value, then each later one; values set while the reader was busy are skipped. */
  async *watch(signal?: AbortSignal): AsyncGenerator<T> {
    const stop = () => this.#wake();
    signal?.addEventListener('abort', stop);
    try {
      let seen: { value: T } | undefined;
      while (signal?.aborted !== true) {
        if (seen === undefined || seen.value !== this.#value) {
          seen = { value: this.#value };
          yield seen.value;
        } else if (this.#closed) {
          return;
        } else {
          await new Promise<void>((resume) => this.#waiting.push(resume));
        }
      }
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }
}
