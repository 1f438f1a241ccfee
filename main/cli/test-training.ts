/** For tests: training runs of the command line, by their steps. */
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type Figscope, type Running, textOf } from './test-figscope.ts';

/** `--set` for the engine that FIGSCOPE_TEST_ENGINE names (`npm run test:tensorflow`); none: what `auto` stands for. */
const engineUnderTest = process.env['FIGSCOPE_TEST_ENGINE'];
export const engineSetting: readonly string[] = engineUnderTest ? [`engine=${engineUnderTest}`] : [];

const metrics = z.object({ step: z.number(), loss: z.number() });
const shownRun = z.object({
  status: z.string(),
  checkpoints: z.array(z.number()),
  segments: z.array(z.object({ fromStep: z.number(), toStep: z.number(), ended: z.string().optional() })),
});

/** The last value of every step, in the order of steps: what was made again replaces what was made before. */
export function lossesOf(lines: readonly unknown[]): [number, number][] {
  const losses = new Map<number, number>();
  for (const line of lines) {
    const { success, data } = metrics.safeParse(line);
    if (success) losses.set(data.step, data.loss);
  }
  return [...losses].sort(([a], [b]) => a - b);
}

/** Resolves when a command has told of that step. */
export async function reached(running: Running, step: number): Promise<void> {
  while (!lossesOf(running.lines()).some(([made]) => made >= step)) {
    await Promise.race([pause(20), running.ended]);
    if (running.child.exitCode !== null)
      throw new Error(`Ended before step ${step}: ${running.said().stderr}`);
  }
}

/** Starts a run; resolves when it has made that many steps. */
export async function trainTo(figscope: Figscope, train: readonly string[], step: number) {
  const running = figscope.start(train);
  const run = textOf(await running.line('run'), 'run');
  await reached(running, step);
  return { running, run };
}

export const showRun = async (figscope: Figscope, run: string) =>
  shownRun.parse((await figscope.json(['runs', 'show', run])).value);
