/**
 * The heartbeat of a worker: a thread that says once a second, and soon after each step, that the process lives and
 * at which step. It goes on while the event loop is inside a long native call, and ends the process when its parent
 * is gone.
 */
import { Worker } from 'node:worker_threads';
import { recordSeparator } from '#app/rpc/worker-signal.ts';

/** A worker must be gone within 2 s of its host, however busy the machine is: its parent is looked for this often. */
const checkIntervalMs = 250;
const beatIntervalMs = 1000;
/** Fast steps are not told one by one. */
const minBeatIntervalMs = 20;
const tickIntervalMs = 500;

/** Shared with the thread: the step (-1 before the first) and when the event loop last ran (ms since 1970). */
const cells = new BigInt64Array(new SharedArrayBuffer(2 * BigInt64Array.BYTES_PER_ELEMENT));
const stepCell = 0;
const tickCell = 1;
Atomics.store(cells, stepCell, -1n);

/** Notes the unit of work that begins now (training step, batch, row). Cheap enough for every one of them. */
export function reportStep(step: number): void {
  Atomics.store(cells, stepCell, BigInt(step));
  Atomics.notify(cells, stepCell);
}

/** The step that was last reported; undefined before the first. */
export function currentStep(): number | undefined {
  const step = Number(Atomics.load(cells, stepCell));
  return step < 0 ? undefined : step;
}

/** Starts the thread. It does not keep the process alive. */
export function startHeartbeat(): void {
  const tick = () => void Atomics.store(cells, tickCell, BigInt(Date.now()));
  tick();
  setInterval(tick, tickIntervalMs).unref();
  // The thread is started from its text, not from a file of its own: it then works alike from sources, from one
  // bundled file and from inside an archive.
  const thread = new Worker(`(${beat.toString()})()`, {
    eval: true,
    name: 'heartbeat',
    execArgv: [],
    workerData: {
      cells,
      stepCell,
      tickCell,
      checkIntervalMs,
      beatIntervalMs,
      minBeatIntervalMs,
      recordSeparator,
      parentPid: process.ppid,
    },
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  });
  thread.unref();
}

/** Runs in the thread, from its text: it can use nothing of this module. */
function beat(): void {
  const { workerData } = process.getBuiltinModule('node:worker_threads');
  const { writeSync } = process.getBuiltinModule('node:fs');
  const shared: BigInt64Array<SharedArrayBuffer> = workerData.cells;
  const { stepCell: step, tickCell: tick, parentPid } = workerData;
  const pause = new Int32Array(new SharedArrayBuffer(4));

  const parentIsGone = (): boolean => {
    if (process.ppid !== parentPid) return true;
    try {
      process.kill(parentPid, 0);
      return false;
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ESRCH';
    }
  };

  const say = (reported: bigint): void => {
    const signal = {
      kind: 'beat',
      step: reported < 0n ? null : Number(reported),
      rssBytes: process.memoryUsage.rss(),
      loopSilentMs: Date.now() - Number(Atomics.load(shared, tick)),
    };
    try {
      writeSync(2, `${workerData.recordSeparator}${JSON.stringify(signal)}\n`);
    } catch {
      // The reader is behind or gone: the next beat says the same.
    }
  };

  let said = Atomics.load(shared, step);
  let saidAtMs = performance.now();
  say(said);
  for (;;) {
    // Wakes when the step changes.
    Atomics.wait(shared, step, said, workerData.checkIntervalMs);
    if (parentIsGone()) process.kill(process.pid, 'SIGKILL');
    const reported = Atomics.load(shared, step);
    if (reported === said && performance.now() - saidAtMs < workerData.beatIntervalMs) continue;
    said = reported;
    saidAtMs = performance.now();
    say(said);
    Atomics.wait(pause, 0, 0, workerData.minBeatIntervalMs);
  }
}
