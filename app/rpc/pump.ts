/** Moves the chunks of a handler's stream to its reader, never further ahead of it than its credit allows. */
import type { Outflow } from './outflow.ts';

type Send = (value: unknown) => void;
type WhenWritable = (() => Promise<void>) | undefined;

/** `log` and `binary`: every chunk; the producer is only asked for the next one when it may be sent. */
export async function pumpEvery(
  chunks: AsyncIterable<unknown>,
  outflow: Outflow,
  send: Send,
  whenWritable: WhenWritable,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  returnOnAbort(iterator, outflow.signal);
  while (!outflow.signal.aborted) {
    if (!outflow.hasCredit) {
      await outflow.change();
      continue;
    }
    await whenWritable?.();
    const step = await iterator.next();
    if (step.done || outflow.signal.aborted) return;
    outflow.spend();
    send(step.value);
  }
}

/** `state`: the producer is read as fast as it speaks; what the reader has no credit for is replaced by the next. */
export async function pumpLatest(
  chunks: AsyncIterable<unknown>,
  outflow: Outflow,
  send: Send,
  whenWritable: WhenWritable,
): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  returnOnAbort(iterator, outflow.signal);
  let latest: { readonly value: unknown } | undefined;
  let finished: { readonly failure?: unknown } | undefined;

  async function read(): Promise<void> {
    try {
      for (;;) {
        const step = await iterator.next();
        if (step.done || outflow.signal.aborted) break;
        latest = { value: step.value };
        outflow.wake();
        // A producer that never waits would otherwise keep the event loop from ever bringing the credit.
        if (!outflow.hasCredit) await macrotask();
      }
      finished = {};
    } catch (failure) {
      finished = { failure };
    }
    outflow.wake();
  }

  const reading = read();
  while (!outflow.signal.aborted) {
    if (latest && outflow.hasCredit) {
      await whenWritable?.();
      const { value } = latest;
      latest = undefined;
      outflow.spend();
      send(value);
    } else if (finished && !latest) {
      if ('failure' in finished) throw finished.failure;
      break;
    } else {
      await outflow.change();
    }
  }
  await reading;
}

const macrotask = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 0));

/** Lets a producer clean up at once; one that is waiting for something must watch the signal itself. */
function returnOnAbort(iterator: AsyncIterator<unknown>, signal: AbortSignal): void {
  const giveUp = () => {
    // What a producer throws while it is being abandoned has nobody left to read it.
    void iterator.return?.().catch(() => {});
  };
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
}
