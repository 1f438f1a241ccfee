import { describe, expect, it } from 'vitest';
import { describeExit, type ExitRecord, exitError, exitReason } from './exit-record.ts';

const code = (value: number) => ({ code: value, signal: undefined });
const signal = (value: NodeJS.Signals) => ({ code: undefined, signal: value });
const heapText = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';

describe('exitReason', () => {
  it.each([
    ['a clean end', code(0), undefined, '', 'exited'],
    ['an exit code', code(1), undefined, 'TypeError: x', 'crashed'],
    ['a fault', signal('SIGSEGV'), undefined, '', 'crashed'],
    ['the limit of the heap', signal('SIGABRT'), undefined, heapText, 'out-of-memory'],
    ['the limit of the heap as a code', code(134), undefined, heapText, 'out-of-memory'],
    ['a kill from outside', signal('SIGKILL'), undefined, '', 'killed'],
    ['a stop, whatever code it ended with', signal('SIGKILL'), 'stopped', '', 'stopped'],
    ['a silence', signal('SIGKILL'), 'unresponsive', '', 'unresponsive'],
  ] as const)('tells %s', (_name, exit, intervention, tail, reason) => {
    expect(exitReason(exit, intervention, undefined, tail)).toBe(reason);
  });

  it('believes the last breath', () => {
    const lastBreath = { code: 'out-of-memory', message: 'The device has no memory left.' } as const;
    expect(exitReason(code(1), undefined, lastBreath, '')).toBe('out-of-memory');
    expect(exitReason(code(1), undefined, { ...lastBreath, code: 'internal' }, heapText)).toBe('crashed');
  });

  it('tells a program that could not be started', () => {
    const exit = { code: undefined, signal: undefined, launchError: 'spawn ENOENT' };
    expect(exitReason(exit, undefined, undefined, '')).toBe('launch-failed');
  });
});

describe('exitError', () => {
  const record: ExitRecord = {
    worker: 'compute',
    reason: 'crashed',
    code: undefined,
    signal: 'SIGSEGV',
    lastStep: 120,
    error: undefined,
    stderrTail: 'Segmentation fault',
    wasReady: true,
    endedAtMs: 5000,
    ranMs: 4000,
  };

  it('says which worker, where and why, and carries the record', () => {
    const error = exitError(record);
    expect(error).toMatchObject({
      code: 'worker-crashed',
      message: 'The compute worker crashed at step 120: SIGSEGV.',
      remedy: expect.any(String),
      facts: { exit: record },
    });
    expect(JSON.parse(JSON.stringify(error.facts))).toMatchObject({ exit: { signal: 'SIGSEGV' } });
  });

  it('keeps running out of memory and being stopped apart from crashes', () => {
    expect(exitError({ ...record, reason: 'out-of-memory' }).code).toBe('out-of-memory');
    expect(exitError({ ...record, reason: 'stopped' }).code).toBe('unavailable');
    expect(describeExit({ ...record, reason: 'unresponsive' })).toContain('stopped responding at step 120');
  });
});
