/** What goes away by itself: cut connections, busy servers. Tried again with longer and longer pauses. */
import { setTimeout as sleep } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';

/** In a row, without a single new byte. */
const usualFailures = 6;
const usualFirstPauseMs = 1000;
const longestPauseMs = 30_000;
/** A server may ask for more patience than that, but not for more than this. */
const longestAskedMs = 300_000;

/** Whether a server said anything at all before it failed. */
export type FailureKind = 'unreachable' | 'busy' | 'cut';

export class TemporaryFailure extends Error {
  /** What the server asked for (Retry-After). */
  readonly retryAfterMs: number | undefined;
  /** Something arrived before it failed. */
  readonly progressed: boolean;
  readonly kind: FailureKind;

  /** `reason` completes "The server could not be reached: ...". */
  constructor(
    reason: string,
    options: {
      retryAfterMs?: number | undefined;
      progressed?: boolean;
      kind?: FailureKind;
      cause?: unknown;
    } = {},
  ) {
    super(reason, { cause: options.cause });
    this.name = 'TemporaryFailure';
    this.retryAfterMs = options.retryAfterMs;
    this.progressed = options.progressed ?? false;
    this.kind = options.kind ?? 'cut';
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
  /** Failures in a row that are borne; default 6. */
  readonly mostFailures?: number;
  /** The first pause; each further one is twice as long. Default 1000. */
  readonly firstPauseMs?: number;
  /** How sentences call the other side; default `the server`. */
  readonly server?: string;
}

/**
 * The outcome of `attempt`, tried again after temporary failures. Throws `unavailable` when they do not end, with the
 * kind of the last one in `facts.reason`.
 */
export async function patiently<T>(attempt: () => Promise<T>, patience: Patience = {}): Promise<T> {
  const { signal, onPause, wait = pause, mostFailures = usualFailures } = patience;
  let failures = 0;
  for (;;) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof TemporaryFailure)) throw thrown;
      failures = thrown.progressed ? 1 : failures + 1;
      if (failures > mostFailures) throw unreachable(thrown, patience.server ?? 'the server');
      const pauseMs = pauseBefore(failures, thrown.retryAfterMs, patience.firstPauseMs ?? usualFirstPauseMs);
      onPause?.(thrown.message, pauseMs);
      await wait(pauseMs, signal);
    }
  }
}

/** Waits unless the signal fires, which throws `cancelled`. */
async function pause(pauseMs: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(pauseMs, undefined, signal ? { signal } : {});
  } catch (cause) {
    throw new FigscopeError('cancelled', 'The download was interrupted.', { cause });
  }
}

/** Doubling pauses, each shortened by chance up to a half, so that many clients do not come back at once. */
function pauseBefore(failure: number, retryAfterMs: number | undefined, firstPauseMs: number): number {
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

function unreachable({ message, cause, kind }: TemporaryFailure, server: string): FigscopeError {
  const detail = {
    message: `${server.charAt(0).toUpperCase()}${server.slice(1)} could not be reached: ${message}.`,
    remedy: 'Check the connection and give the same command again; what has arrived is kept.',
    facts: { reason: kind },
  };
  return new FigscopeError('unavailable', detail, { cause });
}
