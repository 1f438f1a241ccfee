import { describe, expect, it } from 'vitest';
import { type Crash, noRestarts, standardRestarts } from './restart-policy.ts';

const minuteMs = 60_000;
const crash = (endedAtMs: number, lastStep?: number, wasReady = true): Crash => ({
  endedAtMs,
  lastStep,
  wasReady,
});

/** What is decided after each crash of a history. */
const decisions = (crashes: readonly Crash[]) =>
  crashes.map((_, index) => standardRestarts(crashes.slice(0, index + 1)));

describe('standardRestarts', () => {
  it('restarts five times within ten minutes, later each time, and gives up at the sixth crash', () => {
    const crashes = [0, 1, 2, 3, 4, 5].map((minute) => crash(minute * minuteMs));
    expect(decisions(crashes)).toEqual([
      { kind: 'restart', delayMs: 500 },
      { kind: 'restart', delayMs: 1000 },
      { kind: 'restart', delayMs: 2000 },
      { kind: 'restart', delayMs: 4000 },
      { kind: 'restart', delayMs: 8000 },
      { kind: 'give-up', why: 'too-many-crashes' },
    ]);
  });

  it('forgets crashes that are ten minutes old', () => {
    const crashes = Array.from({ length: 20 }, (_, index) => crash(index * 10 * minuteMs));
    expect(new Set(decisions(crashes).map((decision) => JSON.stringify(decision)))).toEqual(
      new Set(['{"kind":"restart","delayMs":500}']),
    );
  });

  it('gives up at the second crash in a row at the same step, however long ago the first was', () => {
    expect(decisions([crash(0, 40), crash(600 * minuteMs, 40)]).at(-1)).toEqual({
      kind: 'give-up',
      why: 'same-step',
    });
  });

  it('goes on when the step has moved, and when no step was ever reported', () => {
    expect(decisions([crash(0, 40), crash(1, 41), crash(2, 40)]).map(({ kind }) => kind)).toEqual([
      'restart',
      'restart',
      'restart',
    ]);
    expect(decisions([crash(0), crash(1)]).map(({ kind }) => kind)).toEqual(['restart', 'restart']);
  });

  it('gives up when it ended twice before it was ready', () => {
    expect(decisions([crash(0, undefined, false), crash(1, undefined, false)])).toEqual([
      { kind: 'restart', delayMs: 500 },
      { kind: 'give-up', why: 'never-ready' },
    ]);
    expect(decisions([crash(0, undefined, false), crash(1), crash(2, undefined, false)]).at(-1)?.kind).toBe(
      'restart',
    );
  });
});

it('noRestarts gives up at once', () => {
  expect(noRestarts([crash(0)])).toMatchObject({ kind: 'give-up' });
});
