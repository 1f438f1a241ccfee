/** Stopping a worker: ask, wait, terminate, kill. */
import type { ExitRecord } from './exit-record.ts';
import type { WorkerProcess } from './launcher.ts';

export interface StopTimes {
  /** For finishing a step and a checkpoint after being asked. Default 10 s. */
  readonly askMs?: number;
  /** Between SIGTERM and SIGKILL. Default 3 s. */
  readonly terminateMs?: number;
}

export type StopStage = 'ask' | 'terminate' | 'kill';

export interface StopReport {
  /** What it took, in order, with the time until the next stage or the end. */
  readonly stages: readonly { readonly stage: StopStage; readonly tookMs: number }[];
  readonly exit: ExitRecord;
}

/**
 * @param ask sends the request to stop; undefined when the worker cannot hear it. It may reject: that a worker ends
 * while it answers is what was asked for.
 */
export async function stopInStages(
  worker: WorkerProcess,
  exited: Promise<ExitRecord>,
  ask: (() => Promise<unknown>) | undefined,
  { askMs = 10_000, terminateMs = 3000 }: StopTimes = {},
): Promise<StopReport> {
  const stages: { stage: StopStage; tookMs: number }[] = [];

  async function run(stage: StopStage, act: () => void, waitMs: number): Promise<ExitRecord | undefined> {
    const startedAtMs = Date.now();
    act();
    const exit = await within(exited, waitMs);
    stages.push({ stage, tookMs: Date.now() - startedAtMs });
    return exit;
  }

  const exit =
    (ask && (await run('ask', () => void ask().catch(() => {}), askMs))) ??
    (await run('terminate', () => worker.kill('SIGTERM'), terminateMs)) ??
    (await run('kill', () => worker.kill('SIGKILL'), Number.POSITIVE_INFINITY)) ??
    (await exited);
  return { stages, exit };
}

/** Undefined when it takes longer. */
function within<T>(promise: Promise<T>, limitMs: number): Promise<T | undefined> {
  if (limitMs === Number.POSITIVE_INFINITY) return promise;
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, limitMs, undefined);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
