/** Everything a worker's entry file needs: `serveWorker(contract, handlers)`. */
import { writeSync } from 'node:fs';
import type { Contract, Handlers } from '#app/rpc/define.ts';
import { serveByName } from '#app/rpc/peer.ts';
import type { WorkerContract } from '#app/rpc/worker-contract.ts';
import { encodeSignal } from '#app/rpc/worker-signal.ts';
import { type ErrorRecord, errorRecord, type FigscopeError } from '#app/util/error.ts';
import { currentStep, startHeartbeat } from './heartbeat.ts';
import { parentTransport } from './parent-transport.ts';

export interface ServeWorkerOptions {
  /** Must equal the version that the supervisor is given. Default ''. */
  readonly version?: string;
  /** Finishes what must not be cut off (a step, a checkpoint, a transaction) before the process ends. */
  readonly onStop?: () => void | Promise<void>;
}

/** A worker's own handlers; those of workerContract are answered here. */
export type WorkerHandlers<C extends Contract> = Handlers<Omit<C, keyof WorkerContract>>;

const healthIntervalMs = 1000;

/**
 * Serves a contract to the process that started this one, and takes over the manners of a worker: it beats, ends
 * with its parent, stops when asked, leaves Ctrl-C to the host, and tells the error that it dies of.
 * @param contract spreads workerContract in.
 */
export function serveWorker<C extends Contract & WorkerContract>(
  contract: C,
  handlers: WorkerHandlers<C>,
  options: ServeWorkerOptions = {},
): void {
  process.on('uncaughtException', dieOf);
  process.on('unhandledRejection', dieOf);
  process.on('exit', sayLastStep);
  const transport = parentTransport();
  startHeartbeat();

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= Promise.resolve(options.onStop?.()));

  const own: Handlers<WorkerContract> = {
    'worker.health': (_input, { signal }) => health(signal),
    'worker.stop': async () => {
      await stop();
      // After the answer, which leaves when this handler has returned.
      setImmediate(() => process.exit(0));
      return {};
    },
  };
  serveByName(transport, contract, new Map([...Object.entries(own), ...Object.entries(handlers)]), {
    ...(options.version === undefined ? {} : { version: options.version }),
    onInternalError: logInternalError,
  });
  transport.onClose(endWithParent);
  installSignals(stop);
}

async function* health(signal: AbortSignal) {
  while (!signal.aborted) {
    yield { step: currentStep() ?? 0, rssBytes: process.memoryUsage.rss() };
    await new Promise((resolve) => setTimeout(resolve, healthIntervalMs));
  }
}

/**
 * Nobody is left to see an exit code, and exit handlers of native libraries can hang for ever. What is on disk
 * survives a kill at any moment anyway.
 */
function endWithParent(): void {
  process.kill(process.pid, 'SIGKILL');
}

function installSignals(stop: () => Promise<void>): void {
  // A terminal sends these to every process of the group; the host decides what becomes of its workers.
  process.on('SIGINT', () => {});
  process.on('SIGHUP', () => {});
  let terminating = false;
  process.on('SIGTERM', () => {
    if (terminating) process.exit(143);
    terminating = true;
    stop().then(
      () => process.exit(143),
      () => process.exit(143),
    );
  });
}

function dieOf(thrown: unknown): void {
  const stack = thrown instanceof Error ? thrown.stack : undefined;
  const error = errorRecord(thrown);
  writeLast(`${lastBreath(error, stack)}${stack ?? error.message}\n`);
  process.exit(1);
}

function lastBreath(error: ErrorRecord, stack: string | undefined): string {
  const step = currentStep() ?? null;
  try {
    return encodeSignal({ kind: 'last-breath', step, error, ...(stack ? { stack } : {}) });
  } catch {
    // The facts hold something that JSON cannot say.
    return encodeSignal({ kind: 'last-breath', step, error: { code: error.code, message: error.message } });
  }
}

/** For an end by process.exit, which the thread may not have told the last step of. */
function sayLastStep(): void {
  const step = currentStep() ?? null;
  writeLast(encodeSignal({ kind: 'beat', step, rssBytes: process.memoryUsage.rss(), loopSilentMs: 0 }));
}

/** Standard error may be full for a moment; a few tries are all a dying process should take. */
function writeLast(text: string): void {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      writeSync(2, text);
      return;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function logInternalError(error: FigscopeError, method: string): void {
  process.stderr.write(`${method} failed: ${error.stack ?? error.message}\n`);
}
