import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { call, type Handlers, stream } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { serve, type Served } from '#app/rpc/peer.ts';
import type { Transport } from '#app/rpc/transport.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type Link, type LinkState, openLink } from './link.ts';

const contract = {
  greet: call(z.object({ name: z.string() }), z.string()),
  never: call(z.object({}), z.null()),
  clock: stream('state', z.object({}), z.object({ life: z.number() })),
  log: stream('log', z.object({ after: z.number() }), z.object({ entry: z.number() })),
  failing: stream('state', z.object({ code: z.enum(['not-found', 'worker-crashed']) }), z.null()),
};
type TestContract = typeof contract;

/** A host that can be taken away and brought back. */
class TestHost {
  lives = 0;
  opened = 0;
  /** Makes `open` fail with this. */
  down: FigscopeError | undefined;
  version = '1';
  /** Entries of the log that are there; a reader waits for more. */
  entries = 3;
  failures = 0;
  #served: Served | undefined;

  readonly open = async (): Promise<Transport> => {
    this.opened += 1;
    if (this.down) throw this.down;
    this.lives += 1;
    const [left, right] = memoryTransportPair();
    this.#served = serve(left, contract, this.#handlers(this.lives), { version: this.version });
    return right;
  };

  drop(): void {
    this.#served?.[Symbol.dispose]();
  }

  #handlers(life: number): Handlers<TestContract> {
    const untilAborted = (signal: AbortSignal): Promise<null> =>
      new Promise((resolve) => signal.addEventListener('abort', () => resolve(null)));
    const { entries } = this;
    const fail = (code: 'not-found' | 'worker-crashed') => {
      this.failures += 1;
      return new FigscopeError(code, 'It failed.');
    };
    return {
      greet: async ({ name }) => `hello ${name} from life ${life}`,
      never: (_input, { signal }) => untilAborted(signal),
      clock: async function* (_input, { signal }) {
        yield { life };
        await untilAborted(signal);
      },
      log: async function* ({ after }, { signal }) {
        for (let entry = after + 1; entry <= entries; entry += 1) yield { entry };
        await untilAborted(signal);
      },
      failing: async function* ({ code }) {
        if (code) throw fail(code);
        yield null;
      },
    };
  }
}

let host: TestHost;
let link: Link<TestContract>;
let states: LinkState['kind'][];

function open(): void {
  link = openLink({ contract, version: '1', open: host.open });
  states = [link.state.kind];
  link.onState(({ kind }) => states.push(kind));
}

/** Lets promises settle; memory transports need nothing else. */
const settle = () => vi.advanceTimersByTimeAsync(0);

/** What a promise is rejected with; taken hold of at once, so that it is never unhandled. */
const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

beforeEach(() => {
  vi.useFakeTimers();
  host = new TestHost();
});
afterEach(() => {
  link[Symbol.dispose]();
  vi.useRealTimers();
});

describe('openLink', () => {
  it('connects and answers calls made before', async () => {
    open();
    await expect(link.client.greet({ name: 'a' })).resolves.toBe('hello a from life 1');
    expect(states).toEqual(['connecting', 'connected']);
  });

  it('tries again after 0.5, 1, 2, 4, 5 and 5 s, and says why it could not', async () => {
    host.down = new FigscopeError('unavailable', 'Nobody is there.');
    open();
    const delaysMs = [500, 1000, 2000, 4000, 5000, 5000];
    for (const [index, delayMs] of delaysMs.entries()) {
      await vi.advanceTimersByTimeAsync(delayMs - 1);
      expect(host.opened).toBe(index + 1);
      await vi.advanceTimersByTimeAsync(1);
      expect(host.opened).toBe(index + 2);
    }
    expect(link.state).toMatchObject({ kind: 'connecting', error: { message: 'Nobody is there.' } });
    host.down = undefined;
    await vi.advanceTimersByTimeAsync(5000);
    expect(link.state.kind).toBe('connected');
  });

  it('connects again at once when the connection is lost; what was open fails, what follows works', async () => {
    open();
    await settle();
    const failure = failureOf(link.client.never({}));
    host.drop();
    expect(await failure).toMatchObject({ code: 'unavailable' });
    await expect(link.client.greet({ name: 'b' })).resolves.toBe('hello b from life 2');
    expect(states).toEqual(['connecting', 'connected', 'reconnecting', 'connected']);
  });

  it('lets a call wait a moment for a connection, not for ever', async () => {
    host.down = new FigscopeError('unavailable', 'Nobody is there.');
    open();
    const failure = failureOf(link.client.greet({ name: 'c' }));
    await vi.advanceTimersByTimeAsync(5000);
    expect(await failure).toMatchObject({ code: 'unavailable', remedy: expect.any(String) });
    const leave = new AbortController();
    const cancelled = failureOf(link.client.greet({ name: 'd' }, { signal: leave.signal }));
    leave.abort();
    expect(await cancelled).toMatchObject({ code: 'cancelled' });
  });

  it('is lost at once with a host of another version, until somebody tries again', async () => {
    host.version = '2';
    open();
    await settle();
    expect(link.state).toMatchObject({ kind: 'lost', error: { code: 'protocol-mismatch' } });
    await expect(link.client.greet({ name: 'e' })).rejects.toMatchObject({ code: 'protocol-mismatch' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.opened).toBe(1);
    host.version = '1';
    link.retry();
    await settle();
    expect(link.state.kind).toBe('connected');
  });

  it('is lost when it is turned away', async () => {
    host.down = new FigscopeError('permission-denied', 'The session is over.');
    open();
    await settle();
    expect(link.state).toMatchObject({ kind: 'lost', error: { code: 'permission-denied' } });
  });

  it('gives an attempt up that takes too long', async () => {
    const [left, right] = memoryTransportPair();
    const closed = vi.fn<(reason: string) => void>();
    left.onClose(closed);
    link = openLink({ contract, version: '1', open: async () => right });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(link.state).toMatchObject({
      kind: 'connecting',
      error: { message: expect.stringContaining('in time') },
    });
    await settle();
    expect(closed).toHaveBeenCalledOnce();
  });

  it('tries at once when asked to', async () => {
    host.down = new FigscopeError('unavailable', 'Nobody is there.');
    open();
    await vi.advanceTimersByTimeAsync(500);
    host.down = undefined;
    link.retry();
    await settle();
    expect(link.state.kind).toBe('connected');
    expect(host.opened).toBe(3);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(host.opened).toBe(3);
  });
});

describe('subscribe', () => {
  it('begins a state anew after each reconnect', async () => {
    open();
    const lives: number[] = [];
    link.subscribe('clock', {}, ({ life }) => lives.push(life));
    await settle();
    host.drop();
    await settle();
    host.drop();
    await settle();
    expect(lives).toEqual([1, 2, 3]);
  });

  it('continues a log at its cursor: nothing twice, nothing missed', async () => {
    open();
    const entries: number[] = [];
    link.subscribe('log', { after: 0 }, ({ entry }) => entries.push(entry), undefined, {
      cursor: (_input, { entry }) => ({ after: entry }),
    });
    await settle();
    expect(entries).toEqual([1, 2, 3]);
    host.entries = 5;
    host.down = new FigscopeError('unavailable', 'Nobody is there.');
    host.drop();
    await settle();
    host.down = undefined;
    await vi.advanceTimersByTimeAsync(500);
    expect(entries).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells nothing after it was left', async () => {
    open();
    const lives: number[] = [];
    const leave = link.subscribe('clock', {}, ({ life }) => lives.push(life));
    await settle();
    leave();
    host.drop();
    await settle();
    expect(lives).toEqual([1]);
  });

  it('tells an error that would come again, once', async () => {
    open();
    const errors: string[] = [];
    link.subscribe(
      'failing',
      { code: 'not-found' },
      () => {},
      ({ code }) => errors.push(code),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toEqual(['not-found']);
    expect(host.failures).toBe(1);
  });

  it('tries a crashed worker again, less and less often, and tells when that does not help', async () => {
    open();
    const errors: string[] = [];
    link.subscribe(
      'failing',
      { code: 'worker-crashed' },
      () => {},
      ({ code }) => errors.push(code),
    );
    await vi.advanceTimersByTimeAsync(3000);
    expect(errors).toEqual([]);
    expect(host.failures).toBeGreaterThan(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toEqual(['worker-crashed']);
  });

  it('tells an error of the listener itself', async () => {
    open();
    const errors: string[] = [];
    const broken = () => {
      throw new Error('the store is broken');
    };
    link.subscribe('clock', {}, broken, ({ message }) => errors.push(message));
    await settle();
    expect(errors).toEqual(['the store is broken']);
  });

  it('waits without an error while the link is lost, and goes on after', async () => {
    host.version = '2';
    open();
    const lives: number[] = [];
    const errors: string[] = [];
    link.subscribe(
      'clock',
      {},
      ({ life }) => lives.push(life),
      ({ code }) => errors.push(code),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(errors).toEqual([]);
    host.version = '1';
    link.retry();
    await settle();
    expect(lives).toEqual([2]);
  });
});
