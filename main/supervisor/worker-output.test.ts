import { describe, expect, it } from 'vitest';
import { encodeSignal, type WorkerSignal } from '#app/rpc/worker-signal.ts';
import { tailCharacters, WorkerOutput } from './worker-output.ts';

const beat: WorkerSignal = { kind: 'beat', step: 7, rssBytes: 1024, loopSilentMs: 3 };

function read(pieces: readonly string[]): { tail: string; signals: WorkerSignal[] } {
  const output = new WorkerOutput();
  const signals: WorkerSignal[] = [];
  output.onSignal((signal) => signals.push(signal));
  for (const piece of pieces) output.push(Buffer.from(piece));
  return { tail: output.tail, signals };
}

describe('WorkerOutput', () => {
  it('takes signals out of what else is written, wherever they are and however they are cut', () => {
    const text = `loading\nhalf a line ${encodeSignal(beat)}and its other half\n${encodeSignal(beat)}`;
    for (let cut = 1; cut < text.length; cut += 1) {
      expect(read([text.slice(0, cut), text.slice(cut)])).toEqual({
        tail: 'loading\nhalf a line and its other half\n',
        signals: [beat, beat],
      });
    }
  });

  it('keeps what only looks like a signal', () => {
    const strange = '\u001enot json\n\u001e{"kind":"beat"}\n';
    const { tail, signals } = read([strange]);
    expect(tail).toBe('not json\n{"kind":"beat"}\n');
    expect(signals).toEqual([]);
  });

  it('shows an unfinished signal in the tail: the process may have died within it', () => {
    expect(read(['aborted \u001e{"kind":']).tail).toBe('aborted \u001e{"kind":');
  });

  it('keeps the last part of a long output', () => {
    const { tail } = read([`${'x'.repeat(3 * tailCharacters)}end`]);
    expect(tail).toHaveLength(tailCharacters);
    expect(tail.endsWith('end')).toBe(true);
  });

  it('does not wait for ever for the end of a stray separator', () => {
    const { tail } = read(['\u001e', 'y'.repeat(70_000)]);
    expect(tail).toHaveLength(tailCharacters);
  });

  it('keeps signals for a listener that comes later', () => {
    const output = new WorkerOutput();
    output.push(Buffer.from(encodeSignal(beat)));
    const signals: WorkerSignal[] = [];
    output.onSignal((signal) => signals.push(signal));
    expect(signals).toEqual([beat]);
  });
});
