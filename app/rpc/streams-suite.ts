/** Rules D and X of SPEC.md: streams, their flow control, and their cancellation. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { creditWindow } from './message.ts';
import { type Connection, connect, serve } from './peer.ts';
import type { CurrentPair } from './transport-suite.ts';
import {
  abortedSignal,
  type Observed,
  rawPeer,
  readAll,
  type SuiteContract,
  suiteContract,
  suiteHandlers,
} from './test-contract.ts';

export function describeStreams(current: CurrentPair): void {
  describe('D: streams', () => {
    let client: Connection<SuiteContract>;
    let observed: Observed;
    beforeEach(() => {
      const suite = suiteHandlers();
      observed = suite.observed;
      serve(current().left, suiteContract, suite.handlers);
      client = connect(current().right, suiteContract);
    });

    /** Every message sent before has been handled on the other side when this resolves. */
    const roundTrip = () => client['test.trim']({});

    it('D1: chunks arrive in order, then the end', async () => {
      const chunks = await readAll(client['test.count']({ from: 3, to: 103 }));
      expect(chunks).toEqual(Array.from({ length: 100 }, (_, index) => index + 3));
      expect(observed.cleaned).toBe(1);
    });

    it('D2: nothing is asked before the first chunk is; each iteration is a stream of its own', async () => {
      const counts = client['test.count']({ from: 0, to: 3 });
      await roundTrip();
      expect(observed.produced).toBe(0);
      expect(await readAll(counts)).toEqual([0, 1, 2]);
      expect(await readAll(counts)).toEqual([0, 1, 2]);
    });

    it('D3: an error comes after every chunk before it, once', async () => {
      const chunks = client['test.countThenFail']({ to: 20 })[Symbol.asyncIterator]();
      for (let index = 0; index < 20; index += 1) expect((await chunks.next()).value).toBe(index);
      await expect(chunks.next()).rejects.toMatchObject({ code: 'conflict', message: 'Counted enough.' });
      await expect(chunks.next()).resolves.toEqual({ done: true, value: undefined });
    });

    it.each(['test.count', 'test.rows'] as const)(
      'D4: a producer is never more than the credit window ahead of its reader: %s',
      async (method) => {
        const chunks = (
          method === 'test.count'
            ? client[method]({ from: 0, to: 1_000_000 })
            : client[method]({ count: 1_000_000 })
        )[Symbol.asyncIterator]();
        const read = 20;
        for (let index = 0; index < read; index += 1) await chunks.next();
        await vi.waitFor(() => expect(observed.produced).toBeGreaterThanOrEqual(read + creditWindow / 2));
        for (let index = 0; index < 10; index += 1) await roundTrip();
        expect(observed.produced).toBeLessThanOrEqual(read + creditWindow);
        await chunks.return?.();
      },
    );

    it('D5: a log drops nothing, however slow its reader', async () => {
      const seen: number[] = [];
      for await (const number of client['test.count']({ from: 0, to: 50 })) {
        if (number % 10 === 0) await roundTrip();
        seen.push(number);
      }
      expect(seen).toEqual(Array.from({ length: 50 }, (_, index) => index));
    });

    it('D6: a slow reader of a state skips what it missed and always sees the last', async () => {
      const seen: number[] = [];
      for await (const { done } of client['test.progress']({ to: 200 })) {
        seen.push(done);
        // The producer runs to its end while this reader is busy with its first chunk.
        if (seen.length === 1) await vi.waitUntil(() => observed.cleaned === 1);
      }
      expect(seen.at(-1)).toBe(200);
      // The first, one that was on its way meanwhile, and the last; one more where the last is overtaken.
      expect(seen.length).toBeLessThanOrEqual(4);
      expect(seen).toEqual(seen.toSorted((left, right) => left - right));
    });

    it('D7: a producer that never waits keeps neither calls nor its own cancellation from being heard', async () => {
      const chunks = client['test.progress']({ to: Number.MAX_SAFE_INTEGER })[Symbol.asyncIterator]();
      await chunks.next();
      await expect(roundTrip()).resolves.toBe('none');
      await chunks.return?.();
      await vi.waitFor(() => expect(observed.cleaned).toBe(1));
    });

    it('D8: a chunk that does not fit ends the stream for both sides', async () => {
      const chunks = client['test.wrongChunk']({})[Symbol.asyncIterator]();
      expect((await chunks.next()).value).toBe(1);
      await expect(chunks.next()).rejects.toMatchObject({ code: 'protocol-mismatch' });
      await expect(chunks.next()).resolves.toMatchObject({ done: true });
      await vi.waitFor(() => expect(observed.cleaned).toBe(1));
    });

    it('D8: a chunk that cannot be sent ends the stream for both sides', async () => {
      const chunks = client['test.unsendableChunk']({})[Symbol.asyncIterator]();
      expect((await chunks.next()).value).toBe(1);
      await expect(chunks.next()).rejects.toMatchObject({ code: 'internal' });
      await vi.waitFor(() => expect(observed.cleaned).toBe(1));
    });

    it('D9: chunks of a binary stream hold typed arrays', async () => {
      const rows = await readAll(client['test.rows']({ count: 30 }));
      expect(rows.map(({ row }) => row)).toEqual(Array.from({ length: 30 }, (_, row) => row));
      expect(rows.at(-1)?.values).toEqual(new Float32Array([29, Number.NaN]));
    });

    it('X4: leaving the loop cancels the stream and lets the producer clean up', async () => {
      for await (const number of client['test.count']({ from: 0, to: 1_000_000 })) if (number === 10) break;
      await vi.waitFor(() => expect(observed.cleaned).toBe(1));
      expect(observed.produced).toBeLessThanOrEqual(11 + creditWindow);
    });

    it('X5: aborting fails the waiting reader at once and aborts the producer', async () => {
      const leave = new AbortController();
      const chunks = client['test.silence']({}, { signal: leave.signal })[Symbol.asyncIterator]();
      await chunks.next();
      const waiting = chunks.next();
      leave.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
      await expect(chunks.next()).resolves.toMatchObject({ done: true });
      await vi.waitFor(() => expect(observed).toMatchObject({ aborted: 1, cleaned: 1 }));
    });

    it('X6: a reader that returns while it waits is done at once', async () => {
      const chunks = client['test.silence']({})[Symbol.asyncIterator]();
      await chunks.next();
      const waiting = chunks.next();
      await expect(chunks.return?.()).resolves.toMatchObject({ done: true });
      await expect(waiting).resolves.toMatchObject({ done: true });
      await vi.waitFor(() => expect(observed).toMatchObject({ aborted: 1, cleaned: 1 }));
    });

    it('X7: a stream with an aborted signal is not asked for', async () => {
      const counts = client['test.count']({ from: 0, to: 3 }, { signal: abortedSignal() });
      await expect(readAll(counts)).rejects.toMatchObject({ code: 'cancelled' });
      await roundTrip();
      expect(observed.produced).toBe(0);
    });
  });

  describe('D: streams of a peer that breaks the rules', () => {
    it('D10: more chunks than there is credit for end the connection', async () => {
      const peer = rawPeer(current().left);
      const client = connect(current().right, suiteContract);
      peer.greet();
      const chunks = client['test.count']({ from: 0, to: 9 })[Symbol.asyncIterator]();
      const first = chunks.next();
      await vi.waitFor(() => expect(peer.received.at(-1)?.type).toBe('call'));
      for (let value = 0; value <= creditWindow + 1; value += 1) peer.send({ type: 'chunk', id: 1, value });
      await first;
      await expect(client.closed).resolves.toContain('more of a stream');
    });

    it('D11: more credit than was used ends the connection', async () => {
      const served = serve(current().left, suiteContract, suiteHandlers().handlers);
      const peer = rawPeer(current().right);
      peer.greet();
      peer.send({ type: 'call', id: 1, method: 'test.silence', input: {} });
      peer.send({ type: 'credit', id: 1, count: creditWindow });
      await expect(served.closed).resolves.toContain('credit');
    });
  });
}
