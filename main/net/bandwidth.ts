/** A limit of bytes per second that any number of downloads share. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface BandwidthClock {
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

const systemClock: BandwidthClock = {
  now: () => performance.now(),
  wait: (milliseconds, signal) => sleep(milliseconds, undefined, signal ? { signal } : {}),
};

/** What a quiet while may save up: this long at full rate. */
const burstMs = 250;

/**
 * A token bucket. Whoever has received bytes takes them and waits until they were due; while it waits it reads no
 * more, and the connection slows the server down. Waiters are served in their order, for each takes at once.
 */
export class Bandwidth {
  readonly #bytesPerMs: number;
  readonly #clock: BandwidthClock;
  /** When all that was taken so far will have been due. */
  #dueMs: number;

  constructor(bytesPerSecond: number, clock: BandwidthClock = systemClock) {
    this.#bytesPerMs = bytesPerSecond / 1000;
    this.#clock = clock;
    this.#dueMs = clock.now() - burstMs;
  }

  /** Resolves when so many more bytes fit into the limit; rejects when the signal fires. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    this.#dueMs = Math.max(this.#dueMs, now - burstMs) + bytes / this.#bytesPerMs;
    const waitMs = this.#dueMs - now;
    if (waitMs > 0) await this.#clock.wait(waitMs, signal);
  }
}
