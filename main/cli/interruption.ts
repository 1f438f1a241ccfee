/** Ctrl-C: the first ends the verb, at once or with what must be finished; the second does not wait. */
import { FigscopeError } from '#app/util/error.ts';

export const interruptedExitCode = 130;

const interruption = (): FigscopeError => new FigscopeError('cancelled', 'Interrupted.');

export class Interruption implements Disposable {
  readonly #abort = new AbortController();
  readonly #abandoned = Promise.withResolvers<never>();
  #stop: (() => void) | undefined;

  constructor() {
    // Nobody may be waiting when it comes.
    this.#abandoned.promise.catch(() => {});
    process.on('SIGINT', this.#onSignal).on('SIGTERM', this.#onSignal);
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** The outcome of some work, or `cancelled` as soon as Ctrl-C comes, unless it came to a `gently` part. */
  orInterrupted<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#abandoned.promise]);
  }

  /** While this work goes on, Ctrl-C calls `stop` and the work ends by itself. */
  async gently<T>(stop: () => void, work: () => Promise<T>): Promise<T> {
    if (this.signal.aborted) throw interruption();
    this.#stop = stop;
    try {
      return await work();
    } finally {
      this.#stop = undefined;
    }
  }

  throwIfInterrupted(): void {
    if (this.signal.aborted) throw interruption();
  }

  [Symbol.dispose](): void {
    process.off('SIGINT', this.#onSignal).off('SIGTERM', this.#onSignal);
  }

  readonly #onSignal = (): void => {
    if (this.signal.aborted) process.exit(interruptedExitCode);
    this.#abort.abort();
    if (this.#stop) this.#stop();
    else this.#abandoned.reject(interruption());
  };
}
