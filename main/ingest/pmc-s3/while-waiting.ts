/** Keeps a stream alive while it waits. */
import type { IngestItem } from '#app/domain/figure.ts';

const intervalMs = 500;

/** Yields what `say` gives, now and again, until the result is there. */
export async function* whileWaiting<T>(
  result: Promise<T>,
  say: () => IngestItem,
): AsyncGenerator<IngestItem, T> {
  const outcome = result.then((value) => ({ value }));
  // Thrown where it is awaited, even when nobody waits at that moment.
  outcome.catch(() => undefined);
  for (;;) {
    const silence = Promise.withResolvers<undefined>();
    const timer = setTimeout(() => silence.resolve(undefined), intervalMs);
    try {
      const first = await Promise.race([outcome, silence.promise]);
      if (first) return first.value;
    } finally {
      clearTimeout(timer);
    }
    yield say();
  }
}
