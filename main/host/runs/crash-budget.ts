/** How often a run may crash before it is given up: the supervisor's policy over the ends of its workers. */
import { FigscopeError } from '#app/util/error.ts';
import { describeExit, type ExitRecord } from '#main/supervisor/exit-record.ts';
import { standardRestarts, type GiveUpReason } from '#main/supervisor/restart-policy.ts';

const explanations: Readonly<Record<GiveUpReason, string>> = {
  'too-many-crashes': 'It crashed more than five times within ten minutes.',
  'same-step': 'It crashed twice at the same step.',
  'never-ready': 'It crashed twice before it could begin.',
};

export class CrashBudget {
  readonly #crashes: ExitRecord[] = [];

  /** Waits out the backoff before the next attempt; throws `worker-crashed` with the evidence when there must be none. */
  async spend(exit: ExitRecord, signal: AbortSignal): Promise<void> {
    this.#crashes.push(exit);
    const decision = standardRestarts(this.#crashes);
    if (decision.kind === 'restart') {
      await pause(decision.delayMs, signal);
      return;
    }
    throw new FigscopeError('worker-crashed', {
      message: `${describeExit(exit)} ${explanations[decision.why]}`,
      remedy: 'The run can be resumed from its last checkpoint; try a smaller batch first.',
      facts: { why: decision.why, crashes: this.#crashes },
    });
  }
}

/** Resolves after that time, or at once when the signal fires. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, delayMs);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
