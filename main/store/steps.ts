/**
 * Long work in one thread, in pieces: a generator that yields wherever somebody else may have a turn. The same work is
 * done at once where nobody waits, and with pauses where a process answers others as well.
 */
import { FigscopeError } from '#app/util/error.ts';

export type Steps<T> = Generator<void, T>;

/** Work between two turns of others. */
const turnMs = 20;

/** Does all steps at once. */
export function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the steps with turns of others in between. Throws cancelled when the signal fires. */
export async function withTurns<T>(steps: Steps<T>, signal?: AbortSignal): Promise<T> {
  let turnedAt = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - turnedAt < turnMs) continue;
    await new Promise((resolve) => setImmediate(resolve));
    if (signal?.aborted) throw new FigscopeError('cancelled', 'The question was withdrawn.');
    turnedAt = performance.now();
  }
}
