/** Memory that was not enough for a training step, said with the batch that fits. */
import { FigscopeError } from '#app/util/error.ts';

/** Fewer pairs have nothing to be told apart from. */
const smallestBatch = 2;

/** Whatever was thrown; an `out-of-memory` with what to `--set`, by the engine's estimate (`fits`) or half the batch. */
export function withSmallerBatch(thrown: unknown, batchSize: number): unknown {
  if (!(thrown instanceof FigscopeError) || thrown.code !== 'out-of-memory') return thrown;
  const estimate = thrown.facts?.['fits'];
  const fits = typeof estimate === 'number' ? Math.min(estimate, batchSize - 1) : Math.floor(batchSize / 2);
  const remedy =
    fits >= smallestBatch
      ? `Start the run again with a smaller batch: --set batchSize=${fits}`
      : 'Close other programs, or train a smaller model: see figscope train --help.';
  const message = `A batch of ${batchSize} does not fit into the memory. ${thrown.message}`;
  const facts = { ...thrown.facts, batch: batchSize, fits };
  return new FigscopeError('out-of-memory', { message, remedy, facts }, { cause: thrown });
}
