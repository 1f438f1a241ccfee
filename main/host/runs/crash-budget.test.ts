import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ExitRecord } from '#main/supervisor/exit-record.ts';
import { CrashBudget } from './crash-budget.ts';

const never = new AbortController().signal;

const killedAt = (lastStep: number | undefined, more: Partial<ExitRecord> = {}): ExitRecord => ({
  worker: 'training',
  reason: 'killed',
  code: undefined,
  signal: 'SIGKILL',
  lastStep,
  error: undefined,
  stderrTail: '',
  wasReady: true,
  endedAtMs: Date.now(),
  ranMs: 1000,
  ...more,
});

/** Milliseconds until a crash is forgiven. */
async function forgivenAfter(budget: CrashBudget, exit: ExitRecord): Promise<number> {
  const startedAt = Date.now();
  const spent = budget.spend(exit, never);
  spent.catch(() => undefined);
  await vi.runAllTimersAsync();
  await spent;
  return Date.now() - startedAt;
}

describe('the crash budget of a run', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }));
  afterEach(() => void vi.useRealTimers());

  it('waits longer after each crash', async () => {
    const budget = new CrashBudget();
    const waited = [];
    for (const step of [3, 5, 8]) waited.push(await forgivenAfter(budget, killedAt(step)));
    expect(waited).toEqual([500, 1000, 2000]);
  });

  it('gives up after two crashes at the same step, with the evidence', async () => {
    const budget = new CrashBudget();
    await forgivenAfter(budget, killedAt(7));
    const crashes = [expect.objectContaining({ lastStep: 7 }), expect.objectContaining({ lastStep: 7 })];
    await expect(forgivenAfter(budget, killedAt(7))).rejects.toMatchObject({
      code: 'worker-crashed',
      message: 'The training worker was killed at step 7 by SIGKILL. It crashed twice at the same step.',
      remedy: expect.stringContaining('resumed from its last checkpoint'),
      facts: { why: 'same-step', crashes },
    });
  });

  it('gives up after two crashes before anything was answered', async () => {
    const budget = new CrashBudget();
    await forgivenAfter(budget, killedAt(undefined, { wasReady: false }));
    await expect(forgivenAfter(budget, killedAt(undefined, { wasReady: false }))).rejects.toMatchObject({
      message: expect.stringContaining('before it could begin'),
    });
  });

  it('forgives five crashes in ten minutes, not a sixth', async () => {
    const budget = new CrashBudget();
    for (let step = 1; step <= 5; step++) await forgivenAfter(budget, killedAt(step));
    await expect(forgivenAfter(budget, killedAt(6))).rejects.toMatchObject({
      message: expect.stringContaining('more than five times within ten minutes'),
    });
  });

  it('forgets what is longer ago than ten minutes', async () => {
    const budget = new CrashBudget();
    for (let step = 1; step <= 5; step++) await forgivenAfter(budget, killedAt(step));
    await vi.advanceTimersByTimeAsync(11 * 60_000);
    expect(await forgivenAfter(budget, killedAt(6))).toBe(500);
  });

  it('does not make a stop wait for the backoff', async () => {
    const stop = new AbortController();
    const spent = new CrashBudget().spend(killedAt(3), stop.signal);
    stop.abort();
    await spent;
    expect(Date.now()).toBe(0);
  });
});
