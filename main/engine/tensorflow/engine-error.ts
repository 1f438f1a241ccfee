/** What TensorFlow throws, as our errors. */
import { FigscopeError } from '#app/util/error.ts';

/** `outOfMemoryRemedy` says what would fit, where that is known. */
export function engineError(cause: unknown, outOfMemoryRemedy?: string): FigscopeError {
  if (cause instanceof FigscopeError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/\bOOM\b|out of memory|resource ?exhausted|bad_alloc|failed to allocate/i.test(reason)) {
    const detail = {
      message: 'TensorFlow could not get the memory it needs.',
      remedy: outOfMemoryRemedy ?? 'Use a smaller batch, or close other programs.',
      facts: { reason },
    };
    return new FigscopeError('out-of-memory', detail, { cause });
  }
  const detail = { message: 'TensorFlow refused a graph.', facts: { reason } };
  return new FigscopeError('internal', detail, { cause });
}
