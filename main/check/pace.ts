/** Long work in short turns: other messages get through, a cancel is heard, and a quick look stays quick. */
import { setImmediate } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';

/** What a part of the check says while it works: what it is at, and how far, 0..1. */
export interface Step {
  readonly detail: string;
  readonly fraction: number;
}

/** Lets others have a turn. Throws cancelled when the signal fired. */
export async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate();
  if (signal.aborted) throw new FigscopeError('cancelled', 'The check was stopped; it changed nothing.');
}

/** Ends after `milliseconds`; Infinity never does. */
export class Budget {
  readonly #endsAt: number;

  constructor(milliseconds: number) {
    this.#endsAt = performance.now() + milliseconds;
  }

  get isSpent(): boolean {
    return performance.now() >= this.#endsAt;
  }
}

/**
 * Numbers 0..count-1, in an order in which every beginning is spread evenly over all of them: whoever stops early has
 * seen something of everything (bit-reversed counting, as van der Corput's sequence).
 */
export function* spread(count: number): Generator<number> {
  const bits = Math.max(1, Math.ceil(Math.log2(Math.max(2, count))));
  for (let index = 0; index < 2 ** bits; index += 1) {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit += 1) if ((index >>> bit) & 1) reversed |= 1 << (bits - 1 - bit);
    if (reversed >>> 0 < count) yield reversed >>> 0;
  }
}
