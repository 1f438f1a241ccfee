/** Work that tells how far it is by calls, as a stream of updates. */

const intervalMs = 250;

/**
 * Starts `work` and yields the newest of what it tells, at most four times a second, until it ends; then throws what it
 * threw. Leaving the loop early aborts the signal that the work got, and waits for its end.
 */
export async function* updatesOf<T>(
  signal: AbortSignal,
  work: (tell: (update: T) => void, signal: AbortSignal) => Promise<void>,
): AsyncGenerator<T> {
  const left = new AbortController();
  let newest: { readonly update: T } | undefined;
  let wake = Promise.withResolvers<void>();
  let isOver = false;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (update: T): void => {
    newest = { update };
    if (performance.now() - toldAt < intervalMs) return;
    toldAt = performance.now();
    wake.resolve();
  };
  const ended = work(tell, AbortSignal.any([signal, left.signal])).finally(() => {
    isOver = true;
    wake.resolve();
  });
  // Awaited below; until then a failure must not count as unhandled.
  ended.catch(() => undefined);
  try {
    while (!isOver) {
      await wake.promise;
      wake = Promise.withResolvers<void>();
      if (newest) yield newest.update;
      newest = undefined;
    }
    await ended;
  } finally {
    left.abort();
    await ended.catch(() => undefined);
  }
}
