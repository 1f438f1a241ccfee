/** Rules S of SPEC.md: greeting, garbage, and how a connection ends. */
import { describe, expect, it, vi } from 'vitest';
import { call } from './define.ts';
import { encodeFrame } from './frame.ts';
import { connect, serve } from './peer.ts';
import type { CurrentPair } from './transport-suite.ts';
import { rawPeer, suiteContract, suiteHandlers } from './test-contract.ts';
import { patternedBytes } from './frames-suite.ts';
import * as z from 'zod';

export function describeSessions(current: CurrentPair): void {
  describe('S: session', () => {
    it('S1: requests made before the greeting has arrived are answered after it', async () => {
      const { left, right } = current();
      const client = connect(right, suiteContract);
      const answer = client['test.double']({ number: 4 });
      serve(left, suiteContract, suiteHandlers().handlers);
      await expect(answer).resolves.toEqual({ number: 8 });
      await expect(client.ready).resolves.toBeUndefined();
    });

    it('S2: another version is refused on both sides with protocol-mismatch', async () => {
      const { left, right } = current();
      const { handlers, observed } = suiteHandlers();
      const served = serve(left, suiteContract, handlers, { version: '2' });
      const client = connect(right, suiteContract, { version: '1' });
      const answer = client['test.double']({ number: 4 });
      await expect(answer).rejects.toMatchObject({ code: 'protocol-mismatch', remedy: expect.any(String) });
      await expect(client.ready).rejects.toMatchObject({ code: 'protocol-mismatch' });
      await expect(served.closed).resolves.toContain('different versions');
      expect(observed.calls).toBe(0);
    });

    it('S3: another set of methods is refused with protocol-mismatch', async () => {
      const { left, right } = current();
      serve(left, { 'test.other': call(z.object({}), z.null()) }, { 'test.other': async () => null });
      const client = connect(right, suiteContract);
      await expect(client.ready).rejects.toMatchObject({ code: 'protocol-mismatch' });
    });

    it('S4: a request without a greeting ends the connection', async () => {
      const { left, right } = current();
      const { handlers, observed } = suiteHandlers();
      const served = serve(left, suiteContract, handlers);
      const peer = rawPeer(right);
      peer.send({ type: 'call', id: 1, method: 'test.double', input: { number: 1 } });
      await expect(served.closed).resolves.toContain('greet');
      await vi.waitFor(() => expect(peer.received.map(({ type }) => type)).toEqual(['hello', 'bye']));
      expect(observed.calls).toBe(0);
    });

    it.each([
      ['random bytes', patternedBytes(1000)],
      ['nothing', new Uint8Array(0)],
      ['a header longer than the frame', new Uint8Array([255, 255, 255, 255, 0, 0, 0, 0])],
      ['JSON that is no message', encodeFrame(['call', 1])],
      ['a message of an unknown type', encodeFrame({ type: 'exec', id: 1 })],
    ])('S5: garbage ends the connection for the serving side: %s', async (_name, garbage) => {
      const { left, right } = current();
      const served = serve(left, suiteContract, suiteHandlers().handlers);
      const peer = rawPeer(right);
      peer.greet();
      right.send(garbage);
      await served.closed;
      await vi.waitFor(() =>
        expect(peer.received.at(-1)).toMatchObject({ type: 'bye', error: { code: 'protocol-mismatch' } }),
      );
    });

    it('S5: garbage ends the connection for the asking side and fails what is open', async () => {
      const { left, right } = current();
      const peer = rawPeer(left);
      const client = connect(right, suiteContract);
      const answer = client['test.wait']({});
      peer.greet();
      left.send(patternedBytes(64));
      await expect(answer).rejects.toMatchObject({ code: 'protocol-mismatch' });
    });

    it('S6: the end of the transport fails what is open and what is asked later, with unavailable', async () => {
      const { left, right } = current();
      const { handlers } = suiteHandlers();
      serve(left, suiteContract, handlers);
      const client = connect(right, suiteContract);
      const chunks = client['test.silence']({})[Symbol.asyncIterator]();
      await chunks.next();
      const openCall = client['test.wait']({});
      const openChunk = chunks.next();
      left.close();
      await expect(openCall).rejects.toMatchObject({ code: 'unavailable' });
      await expect(openChunk).rejects.toMatchObject({ code: 'unavailable' });
      await expect(client['test.double']({ number: 1 })).rejects.toMatchObject({ code: 'unavailable' });
      await expect(client['test.silence']({})[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: 'unavailable',
      });
      await expect(client.closed).resolves.toEqual(expect.any(String));
    });

    it('S7: when the asking side leaves, everything it had open is aborted', async () => {
      const { left, right } = current();
      const { handlers, observed } = suiteHandlers();
      const served = serve(left, suiteContract, handlers);
      const client = connect(right, suiteContract);
      const call = client['test.wait']({});
      const chunks = client['test.silence']({})[Symbol.asyncIterator]();
      await chunks.next();
      client.close();
      await expect(call).rejects.toMatchObject({ code: 'unavailable' });
      await served.closed;
      await vi.waitFor(() => expect(observed).toMatchObject({ aborted: 2, cleaned: 1 }));
    });

    it('S8: a serving side that stops says so', async () => {
      const { left, right } = current();
      const served = serve(left, suiteContract, suiteHandlers().handlers);
      const client = connect(right, suiteContract);
      await client.ready;
      served[Symbol.dispose]();
      await expect(client.closed).resolves.toContain('stopped');
    });
  });
}
