/** Bounded parallel work that keeps the order of its input. */

/**
 * Maps with up to `concurrency` calls under way and yields results in input order. Leaving the loop early closes the
 * input and waits for what is under way, so that nothing reads files behind the caller's back. The first failure is
 * thrown where its result would have come.
 */
export async function* mapOrdered<In, Out>(
  input: AsyncIterable<In> | Iterable<In>,
  concurrency: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const pending: Promise<Out>[] = [];
  try {
    for await (const item of input) {
      const result = work(item);
      result.catch(() => undefined);
      pending.push(result);
      if (pending.length >= concurrency) {
        const first = pending.shift();
        if (first) yield await first;
      }
    }
    for (let first = pending.shift(); first; first = pending.shift()) yield await first;
  } finally {
    await Promise.allSettled(pending);
  }
}
