/** Memory that was not enough for a training step, said with what fits. */
import { FigscopeError } from '#app/util/error.ts';

/** Fewer pairs have nothing to be told apart from. */
const smallestBatch = 2;

interface Batch {
  readonly batchSize: number;
  /** Pairs that the engine computed at a time. */
  readonly microBatch: number;
}

/** Whatever was thrown; an `out-of-memory` with what to `--set`, by the engine's estimate (`fits`) or half of it. */
export function withSmallerBatch(thrown: unknown, { batchSize, microBatch }: Batch): unknown {
  if (!(thrown instanceof FigscopeError) || thrown.code !== 'out-of-memory') return thrown;
  const estimate = thrown.facts?.['fits'];
  const fits = typeof estimate === 'number' ? Math.min(estimate, microBatch - 1) : Math.floor(microBatch / 2);
  const message = `${microBatch} pairs at a time do not fit into the memory. ${thrown.message}`;
  const facts = { ...thrown.facts, batch: microBatch, fits };
  const detail = { message, remedy: remedyFor(batchSize, fits), facts };
  return new FigscopeError('out-of-memory', detail, { cause: thrown });
}

function remedyFor(batchSize: number, fits: number): string {
  if (fits < 1) return 'Close other programs, or train a smaller model: see figscope train --help.';
  const sameResult = `Start the run again with --set microBatch=${largestDivisor(batchSize, fits)}, which gives the same result more slowly`;
  return fits < smallestBatch
    ? `${sameResult}.`
    : `${sameResult}, or with a smaller batch: --set batchSize=${fits}`;
}

/** Of `whole`, at most `limit`. */
function largestDivisor(whole: number, limit: number): number {
  let divisor = Math.min(limit, whole);
  while (whole % divisor !== 0) divisor -= 1;
  return divisor;
}
