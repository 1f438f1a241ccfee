/** How a worker ended: the record, how it is told apart, and what it says to people. */
import { type ErrorRecord, FigscopeError } from '#app/util/error.ts';
import type { ProcessExit } from './launcher.ts';

/**
 * - `stopped`: it was asked to.
 * - `exited`: by itself, with code 0.
 * - `crashed`: with another code, or a signal that a fault raises (SIGSEGV, SIGABRT, ...).
 * - `killed`: by a signal from outside; on Linux also when the system ran out of memory.
 * - `out-of-memory`: it said so before it ended.
 * - `launch-failed`: the program could not be started.
 * - `ready-timeout`: it started but did not greet in time.
 * - `unresponsive`: it had not been heard of for too long and was ended for it.
 */
export type ExitReason =
  | 'stopped'
  | 'exited'
  | 'crashed'
  | 'killed'
  | 'out-of-memory'
  | 'launch-failed'
  | 'ready-timeout'
  | 'unresponsive';

export interface ExitRecord {
  /** Name of the worker, for people. */
  readonly worker: string;
  readonly reason: ExitReason;
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  /** The step that was last heard of; undefined before the first. */
  readonly lastStep: number | undefined;
  /** The error that ended it, where it could still tell. */
  readonly error: ErrorRecord | undefined;
  readonly stderrTail: string;
  /** False when it ended before it could answer anything. */
  readonly wasReady: boolean;
  /** Milliseconds since 1970. */
  readonly endedAtMs: number;
  readonly ranMs: number;
}

/** What the supervisor did to the worker, where that explains the end better than the code does. */
export type Intervention = 'stopped' | 'ready-timeout' | 'unresponsive';

const faultSignals: ReadonlySet<string> = new Set([
  'SIGSEGV',
  'SIGABRT',
  'SIGBUS',
  'SIGILL',
  'SIGFPE',
  'SIGTRAP',
]);

/** V8, C++ and Python-style allocators each say it in their own words. */
const outOfMemoryWords = /heap out of memory|std::bad_alloc|out of memory|cannot allocate memory/i;

export function exitReason(
  exit: ProcessExit,
  intervention: Intervention | undefined,
  error: ErrorRecord | undefined,
  stderrTail: string,
): ExitReason {
  if (intervention) return intervention;
  if (exit.launchError !== undefined) return 'launch-failed';
  if (exit.code === 0) return 'exited';
  if (error) return error.code === 'out-of-memory' ? 'out-of-memory' : 'crashed';
  const isFault = exit.signal === undefined || faultSignals.has(exit.signal);
  if (!isFault) return 'killed';
  return outOfMemoryWords.test(stderrTail) ? 'out-of-memory' : 'crashed';
}

/** One sentence for people. */
export function describeExit({ worker, reason, code, signal, lastStep, error }: ExitRecord): string {
  const atStep = lastStep === undefined ? '' : ` at step ${lastStep}`;
  switch (reason) {
    case 'stopped':
      return `The ${worker} worker was stopped.`;
    case 'exited':
      return `The ${worker} worker ended by itself.`;
    case 'crashed':
      return `The ${worker} worker crashed${atStep}: ${error?.message ?? signal ?? `exit code ${code}`}.`;
    case 'killed':
      return `The ${worker} worker was killed${atStep} by ${signal}.`;
    case 'out-of-memory':
      return `The ${worker} worker ran out of memory${atStep}.`;
    case 'launch-failed':
      return `The ${worker} worker could not be started.`;
    case 'ready-timeout':
      return `The ${worker} worker did not get ready in time.`;
    case 'unresponsive':
      return `The ${worker} worker stopped responding${atStep}.`;
  }
}

/** What requests to the worker fail with. The whole record is in the facts. */
export function exitError(record: ExitRecord): FigscopeError {
  const message = describeExit(record);
  switch (record.reason) {
    case 'stopped':
    case 'exited':
      return new FigscopeError('unavailable', { message, facts: { exit: record } });
    case 'out-of-memory':
      return new FigscopeError('out-of-memory', {
        message,
        remedy: 'Close other programs, or choose a smaller batch or model.',
        facts: { exit: record },
      });
    case 'crashed':
    case 'killed':
    case 'launch-failed':
    case 'ready-timeout':
    case 'unresponsive':
      return new FigscopeError('worker-crashed', {
        message,
        remedy:
          record.error?.remedy ?? 'Try again; if it happens again, the log has what the worker said last.',
        facts: { exit: record },
      });
  }
}
