/** Stopping a job for a while: asked for from outside, obeyed by the work when everything it did is committed. */
import { FigscopeError } from '#app/util/error.ts';

export class PauseSwitch {
  readonly #cancelled: AbortSignal;
  #asked = false;
  #stop: (() => void) | undefined;
  #still = Promise.withResolvers<void>();
  #released = Promise.withResolvers<void>();

  /** @param cancelled ends a pause with the error `cancelled` */
  constructor(cancelled: AbortSignal) {
    this.#cancelled = cancelled;
  }

  get asked(): boolean {
    return this.#asked;
  }

  /** Resolves when the work stands still. */
  ask(): Promise<void> {
    if (!this.#asked) {
      this.#asked = true;
      this.#released = Promise.withResolvers();
      this.#stop?.();
    }
    return this.#still.promise;
  }

  /** Ends the pause, also one that the work has not obeyed yet. */
  release(): void {
    this.#asked = false;
    this.#released.resolve();
    this.#still.resolve();
    this.#still = Promise.withResolvers();
  }

  /** What the work has to be told when a pause is asked for; at once when one was asked for already. */
  onAsked(stop: () => void): Disposable {
    this.#stop = stop;
    if (this.#asked) stop();
    return {
      [Symbol.dispose]: () => {
        if (this.#stop === stop) this.#stop = undefined;
      },
    };
  }

  /** Waits for the end of the pause. Called by the work. */
  async standStill(): Promise<void> {
    this.#still.resolve();
    const cancelled = () => this.#released.reject(new FigscopeError('cancelled', 'Cancelled while paused.'));
    if (this.#cancelled.aborted) cancelled();
    this.#cancelled.addEventListener('abort', cancelled, { once: true });
    try {
      await this.#released.promise;
    } finally {
      this.#cancelled.removeEventListener('abort', cancelled);
    }
  }
}
