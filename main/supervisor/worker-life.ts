/** One life of a worker: from the start of its process, through the greeting, to its exit record. */
import type { Contract } from '#app/rpc/define.ts';
import { type Connection, connect } from '#app/rpc/peer.ts';
import type { WorkerContract } from '#app/rpc/worker-contract.ts';
import type { WorkerSignal } from '#app/rpc/worker-signal.ts';
import { type ErrorRecord, errorRecord, FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { closeAfterExit } from './close-after-exit.ts';
import { type ExitRecord, exitError, exitReason, type Intervention } from './exit-record.ts';
import type { WorkerLauncher } from './launcher.ts';
import { type StopReport, type StopTimes, stopInStages } from './stop-stages.ts';

export interface WorkerLifeOptions<C extends Contract> {
  /** For people: "The data worker ...". */
  readonly name: string;
  readonly launcher: WorkerLauncher;
  /** The entry file, which calls serveWorker with the same contract. */
  readonly entry: URL | string;
  readonly env?: Readonly<Record<string, string>>;
  /** Spreads workerContract in. */
  readonly contract: C;
  readonly version?: string;
  /** Time to greet. Default 30 s: a cold disk and a large native library are slow. */
  readonly readyTimeoutMs?: number;
  /** Silence (no beat) after which the worker is reported as unresponsive. Default 15 s. */
  readonly warnAfterMs?: number;
  /** Silence after which it is ended. Default 120 s: only a stopped or starved process beats so late. */
  readonly giveUpAfterMs?: number;
  readonly stopTimes?: StopTimes;
  readonly onHealth?: (health: WorkerHealth) => void;
}

export interface WorkerHealth {
  /** Undefined before the first step. */
  readonly step: number | undefined;
  readonly rssBytes: number;
  /** For how long the event loop has been inside one call. */
  readonly loopSilentMs: number;
  /** False from warnAfterMs of silence until the next beat. */
  readonly isResponsive: boolean;
}

export interface WorkerLife<C extends Contract> {
  readonly pid: number | undefined;
  /** Resolves when the worker has greeted; rejects with its exitError when it ends before. */
  readonly ready: Promise<Connection<C>>;
  /** Never rejects. */
  readonly exited: Promise<ExitRecord>;
  /** Undefined before the first beat. */
  readonly health: WorkerHealth | undefined;
  /** Asks, waits, terminates, kills. Calling it again returns the same report. */
  stop(): Promise<StopReport>;
}

export function startWorkerLife<C extends Contract & WorkerContract>(
  options: WorkerLifeOptions<C>,
): WorkerLife<C> {
  const { name, launcher, entry, env, contract, version = '' } = options;
  const { readyTimeoutMs = 30_000, warnAfterMs = 15_000, giveUpAfterMs = 120_000 } = options;
  const startedAtMs = Date.now();
  const worker = launcher.start(entry, env);
  let health: WorkerHealth | undefined;
  let lastError: ErrorRecord | undefined;
  let intervention: Intervention | undefined;
  let lastStep: number | undefined;
  let wasReady = false;
  let record: ExitRecord | undefined;
  let stopping: Promise<StopReport> | undefined;

  function end(reason: Intervention): void {
    intervention ??= reason;
    worker.kill('SIGKILL');
  }

  function showHealth(next: WorkerHealth): void {
    health = next;
    options.onHealth?.(next);
  }

  let warning: ReturnType<typeof setTimeout> | undefined;
  let giveUp: ReturnType<typeof setTimeout> | undefined;
  function expectBeat(): void {
    clearTimeout(warning);
    clearTimeout(giveUp);
    warning = setTimeout(() => {
      if (health) showHealth({ ...health, isResponsive: false });
    }, warnAfterMs);
    giveUp = setTimeout(() => end('unresponsive'), giveUpAfterMs);
  }

  function hear(signal: WorkerSignal): void {
    lastStep = signal.step ?? undefined;
    if (signal.kind === 'last-breath') {
      const { code, message, remedy, facts } = signal.error;
      lastError = { code, message, ...(remedy ? { remedy } : {}), ...(facts ? { facts } : {}) };
      return;
    }
    expectBeat();
    const { rssBytes, loopSilentMs } = signal;
    showHealth({ step: lastStep, rssBytes, loopSilentMs, isResponsive: true });
  }

  const exited = worker.exited.then((exit): ExitRecord => {
    for (const timer of [warning, giveUp, readyTimer]) clearTimeout(timer);
    const endedAtMs = Date.now();
    record = {
      worker: name,
      reason: exitReason(exit, intervention, lastError, worker.stderrTail),
      code: exit.code,
      signal: exit.signal,
      lastStep,
      error: lastError,
      stderrTail: exit.launchError ?? worker.stderrTail,
      wasReady,
      endedAtMs,
      ranMs: endedAtMs - startedAtMs,
    };
    return record;
  });

  const readyTimer = setTimeout(() => end('ready-timeout'), readyTimeoutMs);
  worker.onSignal(hear);
  const connection = connect(closeAfterExit(worker, exited), contract, {
    version,
    closeError: (reason) => (record ? exitError(record) : new FigscopeError('unavailable', reason)),
  });
  const ready = connection.ready.then(
    () => {
      wasReady = true;
      clearTimeout(readyTimer);
      expectBeat();
      return connection;
    },
    (thrown: unknown) => {
      const error = toFigscopeError(thrown);
      // A worker of another build: it ends itself when the connection closes, which says nothing of the cause.
      if (error.code === 'protocol-mismatch') lastError ??= errorRecord(error);
      throw error;
    },
  );
  // Those who wait for `ready` hear of it; nobody has to.
  ready.catch(() => {});

  return {
    pid: worker.pid,
    ready,
    exited,
    get health() {
      return health;
    },
    stop: () => {
      intervention ??= 'stopped';
      return (stopping ??= stopInStages(
        worker,
        exited,
        wasReady ? () => askToStop(connection) : undefined,
        options.stopTimes,
      ));
    },
  };
}

/** The method is there, since the contract spreads workerContract in; its type is lost in the generic. */
function askToStop(connection: object): Promise<unknown> {
  const stop: unknown = Reflect.get(connection, 'worker.stop');
  return typeof stop === 'function' ? Reflect.apply(stop, undefined, [{}]) : Promise.resolve();
}
