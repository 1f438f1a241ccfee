/** What goes away by itself: cut connections, busy hubs. Tried again with longer and longer pauses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';

/** In a row, without a single new byte. */
const mostFailures = 6;
const firstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A hub may ask for more patience than that, but not for more than this. */
const longestAskedMs = 300_000;

export class TemporaryFailure extends Error {
  /** What the hub asked for (Retry-After). */
  readonly retryAfterMs: number | undefined;
  /** Something arrived before it failed. */
  readonly progressed: boolean;

  /** `reason` completes "The hub could not be reached: ...". */
  constructor(
    reason: string,
    options: { retryAfterMs?: number | undefined; progressed?: boolean; cause?: unknown } = {},
  ) {
    super(reason, { cause: options.cause });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = options.retryAfterMs;
    this.progressed = options.progressed ?? false;
  }
}

/** The server has less of the file than is here already: what is here is the beginning of something else. */
export class RangeRefused extends TemporaryFailure {
  constructor() {
    super('the file has become shorter');
  }
}

export interface Patience {
  readonly signal?: AbortSignal;
  /** Told before each pause. */
  readonly onPause?: (reason: string, pauseMs: number) => void;
  /** For tests: how to wait. */
  readonly wait?: (pauseMs: number, signal?: AbortSignal) => Promise<unknown>;
}

/** The outcome of `attempt`, tried again after temporary failures. Throws unavailable when they do not end. */
export async function patiently<T>(
  attempt: () => Promise<T>,
  { signal, onPause, wait = pause }: Patience = {},
): Promise<T> {
  let failures = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof TemporaryFailure)) throw thrown;
      failures = thrown.progressed ? 1 : failures + 1;
      if (failures > mostFailures) throw unreachableHub(thrown);
      const pauseMs = pauseBefore(failures, thrown.retryAfterMs);
      onPause?.(thrown.message, pauseMs);
      await wait(pauseMs, signal);
    }
  }
}

const pause = (pauseMs: number, signal?: AbortSignal): Promise<void> =>
  sleep(pauseMs, undefined, signal ? { signal } : {});

/** Doubling pauses, each shortened by chance up to a half, so that many clients do not come back at once. */
function pauseBefore(failure: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs, longestAskedMs);
  return Math.min(firstPauseMs * 2 ** (failure - 1), longestPauseMs) * (1 - Math.random() / 2);
}

/** Retry-After in either form, in milliseconds. */
export function retryAfterMs(header: string | null, now = Date.now()): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function unreachableHub({ message, cause }: TemporaryFailure): FigscopeError {
  const detail = {
    message: `The hub could not be reached: ${message}.`,
    remedy: 'Check the connection and give the same command again; what has arrived is kept.',
  };
  return new FigscopeError('unavailable', detail, { cause });
}
