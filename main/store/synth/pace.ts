/** How far a synthesis is, how fast it goes and when it will be done; and that it can be cancelled. */
import type { SynthesisResult } from '#app/contract/corpus-work.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';

export interface SynthesisUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly result?: SynthesisResult;
}

export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new FigscopeError('cancelled', 'The synthesis was cancelled.');
}

export class Pace {
  readonly #first: number;
  readonly #total: number;
  readonly #unit: string;
  readonly #startedAt = performance.now();

  /** Work that begins at `first`: what was done before says nothing about the speed. */
  constructor(first: number, total: number, unit: string) {
    this.#first = first;
    this.#total = total;
    this.#unit = unit;
  }

  at(done: number, detail: string): Progress {
    const progress = { done, total: this.#total, unit: this.#unit, detail };
    const elapsedMs = performance.now() - this.#startedAt;
    const ratePerMs = (done - this.#first) / elapsedMs;
    if (!(ratePerMs > 0)) return progress;
    return { ...progress, ratePerSecond: 1000 * ratePerMs, etaMs: (this.#total - done) / ratePerMs };
  }
}
