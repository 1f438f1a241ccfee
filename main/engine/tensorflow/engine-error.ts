/** What TensorFlow throws, as our errors. */
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

export function engineError(cause: unknown): FigscopeError {
  // Ours, and what the system says (a full disk): they keep their meaning.
  const known = toFigscopeError(cause);
  if (cause instanceof FigscopeError || known.code !== 'internal') return known;
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (/\bOOM\b|out of memory|resource ?exhausted|bad_alloc|failed to allocate/i.test(reason)) {
    const detail = {
      message: 'TensorFlow could not get the memory it needs.',
      remedy: 'Use a smaller batch, or close other programs.',
      facts: { reason },
    };
    return new FigscopeError('out-of-memory', detail, { cause });
  }
  const detail = { message: 'TensorFlow refused a graph.', facts: { reason } };
  return new FigscopeError('internal', detail, { cause });
}
