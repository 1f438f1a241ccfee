/** Whether a worker that ended is started again: pure functions of its history. */

/** What the policy needs to know of an end that nobody asked for. */
export interface Crash {
  readonly endedAtMs: number;
  readonly lastStep: number | undefined;
  readonly wasReady: boolean;
}

export type GiveUpReason =
  /** Restarting has not helped often enough within the window. */
  | 'too-many-crashes'
  /** The last two ended at the same step: the third would too. */
  | 'same-step'
  /** The last two ended before they could answer anything. */
  | 'never-ready';

export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number }
  | { readonly kind: 'give-up'; readonly why: GiveUpReason };

/** @param crashes oldest first; the last is the one to decide on. */
export type RestartPolicy = (crashes: readonly Crash[]) => RestartDecision;

const windowMs = 10 * 60_000;
const maxRestarts = 5;
const firstDelayMs = 500;
const maxDelayMs = 10_000;

/** At most 5 restarts in 10 minutes, later each time; never a third try at what failed twice in the same place. */
export const standardRestarts: RestartPolicy = (crashes) => {
  const last = crashes.at(-1);
  if (!last) return { kind: 'restart', delayMs: 0 };
  const before = crashes.at(-2);
  if (before && !last.wasReady && !before.wasReady) return { kind: 'give-up', why: 'never-ready' };
  if (before && last.lastStep !== undefined && last.lastStep === before.lastStep) {
    return { kind: 'give-up', why: 'same-step' };
  }
  const recent = crashes.filter(({ endedAtMs }) => last.endedAtMs - endedAtMs < windowMs).length;
  if (recent > maxRestarts) return { kind: 'give-up', why: 'too-many-crashes' };
  return { kind: 'restart', delayMs: Math.min(firstDelayMs * 2 ** (recent - 1), maxDelayMs) };
};

/** For a worker that serves one task and ends with it. */
export const noRestarts: RestartPolicy = () => ({ kind: 'give-up', why: 'too-many-crashes' });
