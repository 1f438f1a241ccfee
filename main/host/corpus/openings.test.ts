import { afterEach, expect, it, vi } from 'vitest';
import { dataContract } from '#app/contract/index.ts';
import type { Progress } from '#app/domain/job.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { Openings } from './openings.ts';

const scratch: Disposable[] = [];

afterEach(() => {
  for (const resource of scratch.splice(0).reverse()) resource[Symbol.dispose]();
});

/** A data worker that tells what is set. */
function startWorker() {
  const told = new LiveValue<{ progress?: Progress }>({});
  const [ours, theirs] = memoryTransportPair();
  const handlers = {
    'data.opening': (_: unknown, { signal }: { signal: AbortSignal }) => told.watch(signal),
  };
  const served = serveByName(theirs, dataContract, new Map(Object.entries(handlers)));
  const client = connect(ours, dataContract);
  scratch.push(served, { [Symbol.dispose]: () => client.close() });
  return { told, served, client };
}

const progress = (done: number): Progress => ({ done, total: 100, unit: 'figures', detail: '' });

it('tells of every corpus that is being opened until it is open', async () => {
  const openings = new Openings();
  const now = () => openings.live.value.openings.map(({ corpus, progress: { done } }) => [corpus, done]);
  const [one, two] = [startWorker(), startWorker()];
  openings.follow('one', one.client);
  openings.follow('two', two.client);
  one.told.set({ progress: progress(10) });
  two.told.set({ progress: progress(20) });
  await vi.waitFor(() => expect(Object.fromEntries(now())).toEqual({ one: 10, two: 20 }));
  one.told.set({});
  await vi.waitFor(() => expect(now()).toEqual([['two', 20]]));
});

it('forgets a worker that ended in the middle, and listens to the next one', async () => {
  const openings = new Openings();
  const done = () => openings.live.value.openings.map((opening) => opening.progress.done);
  const first = startWorker();
  openings.follow('one', first.client);
  first.told.set({ progress: progress(10) });
  await vi.waitFor(() => expect(done()).toEqual([10]));
  first.served[Symbol.dispose]();
  await vi.waitFor(() => expect(done()).toEqual([]));
  const next = startWorker();
  openings.follow('one', next.client);
  next.told.set({ progress: progress(30) });
  await vi.waitFor(() => expect(done()).toEqual([30]));
});
