/** Timing of questions, one after another, and what a slow one does to a quick one. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Question } from './corpus-questions.ts';

export interface Measured {
  readonly what: string;
  /** ms or MB. */
  readonly unit: string;
  readonly barMs: number | undefined;
  readonly p50: number;
  readonly p95: number;
}

/** The first rounds, which compile, do not count. */
const warmRounds = 2;

export async function measure({ what, rounds, barMs, ask }: Question): Promise<Measured> {
  const milliseconds: number[] = [];
  for (let round = -warmRounds; round < rounds; round += 1) {
    const startedAt = performance.now();
    await ask(round);
    if (round >= 0) milliseconds.push(performance.now() - startedAt);
  }
  milliseconds.sort((a, b) => a - b);
  const at = (share: number): number =>
    milliseconds[Math.min(milliseconds.length - 1, Math.floor(share * milliseconds.length))];
  return { what, unit: 'ms', barMs, p50: at(0.5), p95: at(0.95) };
}

/** The longest that quick questions waited while a slow one was answered, in milliseconds. */
export async function longestWait(
  slow: () => Promise<unknown>,
  quick: () => Promise<unknown>,
): Promise<number> {
  let longest = 0;
  let isOver = false;
  const answered = slow().finally(() => (isOver = true));
  while (!isOver) {
    const startedAt = performance.now();
    await quick();
    longest = Math.max(longest, performance.now() - startedAt);
    await wait(5);
  }
  await answered;
  return longest;
}
