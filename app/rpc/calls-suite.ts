/** Rules C and X of SPEC.md: calls, and their cancellation. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FigscopeError } from '../util/error.ts';
import { type Connection, connect, serve } from './peer.ts';
import type { CurrentPair } from './transport-suite.ts';
import {
  abortedSignal,
  type Observed,
  rawPeer,
  type SuiteContract,
  suiteContract,
  suiteHandlers,
} from './test-contract.ts';
import { patternedBytes, sameBytes } from './frames-suite.ts';

export function describeCalls(current: CurrentPair): void {
  describe('C: calls', () => {
    let client: Connection<SuiteContract>;
    let observed: Observed;
    beforeEach(() => {
      const suite = suiteHandlers();
      observed = suite.observed;
      serve(current().left, suiteContract, suite.handlers);
      client = connect(current().right, suiteContract);
    });

    it('C1: a call is answered with its result', async () => {
      await expect(client['test.double']({ number: 21 })).resolves.toEqual({ number: 42 });
    });

    it('C2: the input is parsed by the serving side: defaults and transforms apply there', async () => {
      await expect(client['test.trim']({ text: '  x ' })).resolves.toBe('x');
      await expect(client['test.trim']({})).resolves.toBe('none');
    });

    it('C3: input that does not fit is refused before the handler sees it', async () => {
      await expect(client['test.double']({ number: 101 })).rejects.toMatchObject({
        code: 'invalid-input',
        remedy: expect.any(String),
        facts: { method: 'test.double', issues: [{ path: 'number' }] },
      });
      expect(observed.calls).toBe(0);
    });

    it('C4: an answer that does not fit is refused by the asking side', async () => {
      await expect(client['test.wrongOutput']({})).rejects.toMatchObject({
        code: 'protocol-mismatch',
        facts: { issues: [{ path: 'count' }] },
      });
    });

    it('C5: errors arrive as FigscopeError with code, message, remedy and facts', async () => {
      const error = await client['test.fail']({ how: 'typed' }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(FigscopeError);
      expect(error).toMatchObject({
        code: 'storage-full',
        message: 'The disk is full.',
        remedy: 'Free some space.',
        facts: { path: '/data', freeBytes: 12 },
      });
      await expect(client['test.fail']({ how: 'system' })).rejects.toMatchObject({ code: 'not-found' });
      await expect(client['test.fail']({ how: 'plain' })).rejects.toMatchObject({ code: 'internal' });
    });

    it('C6: a result that cannot be sent fails its call, not the connection', async () => {
      await expect(client['test.fail']({ how: 'unsendable' })).rejects.toMatchObject({
        code: 'internal',
        message: expect.stringContaining('map'),
      });
      await expect(client['test.double']({ number: 1 })).resolves.toEqual({ number: 2 });
    });

    it('C7: calls are independent: a slow one holds nobody up', async () => {
      const leave = new AbortController();
      const slow = client['test.wait']({}, { signal: leave.signal });
      const quick = Array.from({ length: 20 }, (_, number) => client['test.double']({ number }));
      expect((await Promise.all(quick)).map(({ number }) => number)).toEqual(
        quick.map((_, index) => index * 2),
      );
      leave.abort();
      await expect(slow).rejects.toMatchObject({ code: 'cancelled' });
    });

    it('C8: typed arrays travel both ways as typed arrays, NaN included', async () => {
      const rows = new Float32Array([3, 4, 6, 8, Number.NaN, 1]); // [3, 2]
      const { norms } = await client['test.norms']({ rows, dimensions: 2 });
      expect(norms).toEqual(new Float32Array([5, 10, Number.NaN]));
    });

    it('C9: 4 MiB travel in one message both ways', async () => {
      const sent = patternedBytes(4 * 1024 * 1024);
      const { bytes } = await client['test.echoBytes']({ bytes: sent });
      expect(sameBytes(bytes, sent)).toBe(true);
    });

    it('X1: a call with an aborted signal is not made', async () => {
      const signal = abortedSignal();
      await expect(client['test.double']({ number: 1 }, { signal })).rejects.toMatchObject({
        code: 'cancelled',
      });
      await client['test.trim']({});
      expect(observed.calls).toBe(0);
    });

    it('X2: aborting rejects at once and aborts the handler; the connection goes on', async () => {
      const leave = new AbortController();
      const waiting = client['test.wait']({}, { signal: leave.signal });
      await client['test.trim']({});
      leave.abort();
      await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
      await vi.waitFor(() => expect(observed.aborted).toBe(1));
      await expect(client['test.double']({ number: 1 })).resolves.toEqual({ number: 2 });
    });
  });

  describe('C: calls of a peer that breaks the rules', () => {
    it('C10: an unknown method is unsupported, names of object members included', async () => {
      serve(current().left, suiteContract, suiteHandlers().handlers);
      const peer = rawPeer(current().right);
      peer.greet();
      peer.send({ type: 'call', id: 1, method: 'test.none', input: {} });
      peer.send({ type: 'call', id: 2, method: 'constructor', input: {} });
      await vi.waitFor(() =>
        expect(peer.received.slice(1)).toMatchObject([
          { type: 'error', id: 1, error: { code: 'unsupported' } },
          { type: 'error', id: 2, error: { code: 'unsupported' } },
        ]),
      );
    });

    it('X3: after a cancel nothing is answered, whatever the handler makes of it', async () => {
      const { handlers, observed } = suiteHandlers();
      serve(current().left, suiteContract, handlers);
      const peer = rawPeer(current().right);
      peer.greet();
      peer.send({ type: 'call', id: 1, method: 'test.wait', input: {} });
      peer.send({ type: 'call', id: 2, method: 'test.waitThenFail', input: {} });
      peer.send({ type: 'cancel', id: 1 });
      peer.send({ type: 'cancel', id: 2 });
      await vi.waitFor(() => expect(observed.aborted).toBe(2));
      peer.send({ type: 'call', id: 3, method: 'test.double', input: { number: 1 } });
      await vi.waitFor(() => expect(peer.received.at(-1)?.type).toBe('result'));
      expect(peer.received.slice(1)).toMatchObject([{ id: 3 }]);
    });

    it('C11: an id that is already in use ends the connection', async () => {
      const served = serve(current().left, suiteContract, suiteHandlers().handlers);
      const peer = rawPeer(current().right);
      peer.greet();
      peer.send({ type: 'call', id: 7, method: 'test.wait', input: {} });
      peer.send({ type: 'call', id: 7, method: 'test.wait', input: {} });
      await expect(served.closed).resolves.toContain('twice');
      await vi.waitFor(() =>
        expect(peer.received.at(-1)).toMatchObject({ error: { code: 'protocol-mismatch' } }),
      );
    });

    it('C12: answers to nothing that was asked are ignored', async () => {
      const peer = rawPeer(current().left);
      const client = connect(current().right, suiteContract);
      peer.greet();
      peer.send({ type: 'result', id: 99, value: 'stray' });
      const answer = client['test.trim']({});
      await vi.waitFor(() => expect(peer.received.at(-1)?.type).toBe('call'));
      peer.send({ type: 'result', id: 1, value: 'own' });
      await expect(answer).resolves.toBe('own');
    });
  });
}
