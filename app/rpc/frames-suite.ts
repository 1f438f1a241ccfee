/** Rules T of SPEC.md: what a transport owes to the peers on it. */
import { describe, expect, it, vi } from 'vitest';
import type { CurrentPair } from './transport-suite.ts';
import type { Transport } from './transport.ts';

/** Bytes that differ in every place, so that a shifted or shuffled frame is noticed. */
export function patternedBytes(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let index = 0, state = length; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[index] = state >>> 24;
  }
  return bytes;
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.byteLength === right.byteLength && left.every((byte, index) => byte === right[index]);
}

function collect(transport: Transport): Uint8Array[] {
  const frames: Uint8Array[] = [];
  transport.onFrame((frame) => frames.push(frame));
  return frames;
}

export function describeFrames(current: CurrentPair): void {
  describe('T: transport', () => {
    it('T1: frames of any size arrive whole, once and in order', async () => {
      const { left, right } = current();
      const sizes = [1, 0, 7, 65_536, 3, 1_000_003, 8];
      const received = collect(right);
      for (const size of sizes) left.send(patternedBytes(size));
      await vi.waitFor(() => expect(received.map((frame) => frame.byteLength)).toEqual(sizes));
      expect(received.every((frame) => sameBytes(frame, patternedBytes(frame.byteLength)))).toBe(true);
    });

    it('T2: frames that arrive before there is a listener are kept for it', async () => {
      const { left, right } = current();
      const echoes = collect(left);
      left.send(patternedBytes(5));
      right.send(patternedBytes(6));
      await vi.waitFor(() => expect(echoes).toHaveLength(1));
      const received = collect(right);
      await vi.waitFor(() => expect(received.map((frame) => frame.byteLength)).toEqual([5]));
    });

    it('T3: closing one end tells both, once, after the frames that were sent before', async () => {
      const { left, right } = current();
      const events: string[] = [];
      const ownReasons: string[] = [];
      right.onFrame((frame) => events.push(`frame ${frame.byteLength}`));
      right.onClose((reason) => events.push(reason.length > 0 ? 'closed' : 'closed without a reason'));
      left.onClose((reason) => ownReasons.push(reason));
      left.send(patternedBytes(100_000));
      left.close();
      left.close();
      await vi.waitFor(() => expect(events).toEqual(['frame 100000', 'closed']));
      expect(ownReasons).toHaveLength(1);
    });

    it('T4: after the end, sending does nothing and a late listener is told at once', async () => {
      const { left, right } = current();
      const received = collect(right);
      const closed = new Promise((resolve) => right.onClose(resolve));
      left.close();
      left.send(patternedBytes(4));
      await closed;
      right.send(patternedBytes(4));
      const late = vi.fn<(reason: string) => void>();
      right.onClose(late);
      expect(late).toHaveBeenCalledOnce();
      expect(received).toEqual([]);
    });
  });
}
