/** What a run does when the engine fails in a step. */
import { toFigscopeError } from '#app/util/error.ts';

/**
 * A step that fails may leave the parameters half updated, so it is made again from the last checkpoint. Once: what
 * fails twice at the same step will fail again.
 */
export class FailedSteps {
  readonly #steps = new Set<number>();

  /** Whether to go back. Not for what the batch itself brings about: too little memory, or input that does not fit. */
  worthAnotherTry(thrown: unknown, step: number): boolean {
    if (toFigscopeError(thrown).code !== 'internal' || this.#steps.has(step)) return false;
    this.#steps.add(step);
    return true;
  }
}
