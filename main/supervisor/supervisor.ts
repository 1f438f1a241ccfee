/** Keeps one worker running: starts it, hands out its client, starts it again as the policy allows. */
import type { Client, Contract } from '#app/rpc/define.ts';
import { createListeners } from '#app/rpc/listeners.ts';
import type { WorkerContract } from '#app/rpc/worker-contract.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type ExitRecord, exitError } from './exit-record.ts';
import { type GiveUpReason, type RestartPolicy, standardRestarts } from './restart-policy.ts';
import type { StopReport } from './stop-stages.ts';
import {
  startWorkerLife,
  type WorkerHealth,
  type WorkerLife,
  type WorkerLifeOptions,
} from './worker-life.ts';

export interface SupervisorOptions<C extends Contract> extends WorkerLifeOptions<C> {
  /** Default standardRestarts. */
  readonly restarts?: RestartPolicy;
}

export type WorkerState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready' }
  /** It ended and will be started again. */
  | { readonly kind: 'waiting'; readonly delayMs: number; readonly last: ExitRecord }
  | { readonly kind: 'stopping' }
  /** It was asked to end, or ended by itself without an error. */
  | { readonly kind: 'stopped'; readonly last: ExitRecord }
  /** It will not be started again; the crashes are the evidence, oldest first. */
  | { readonly kind: 'failed'; readonly why: GiveUpReason; readonly crashes: readonly ExitRecord[] };

export interface SupervisedWorker<C extends Contract> extends AsyncDisposable {
  readonly state: WorkerState;
  readonly pid: number | undefined;
  /** Of the present life; undefined before its first beat. */
  readonly health: WorkerHealth | undefined;
  /**
   * Resolves when the worker is ready, through restarts if need be. A client is that of one life: ask again after a
   * request has failed with `worker-crashed`.
   * @throws FigscopeError once the worker has been stopped or given up.
   */
  client(): Promise<Client<C>>;
  /** Every end, asked for or not. */
  onExit(listener: (record: ExitRecord) => void): Disposable;
  onState(listener: (state: WorkerState) => void): Disposable;
  /** Stops it if it runs and starts it anew with a clean history. Resolves when it is ready. */
  restart(): Promise<void>;
  /** Asks, waits, terminates, kills; resolves when it is gone. Undefined when it was not running. */
  stop(): Promise<StopReport | undefined>;
}

/** Starts the worker at once. */
export function superviseWorker<C extends Contract & WorkerContract>(
  options: SupervisorOptions<C>,
): SupervisedWorker<C> {
  const { restarts = standardRestarts } = options;
  const exits = createListeners<ExitRecord>();
  const states = createListeners<WorkerState>();
  let crashes: ExitRecord[] = [];
  let state: WorkerState = { kind: 'starting' };
  let available = pendingClient<C>();
  let restartTimer: ReturnType<typeof setTimeout> | undefined;
  let life: WorkerLife<C> | undefined;

  function enter(next: WorkerState): void {
    state = next;
    states.tell(next);
  }

  function start(): void {
    enter({ kind: 'starting' });
    const started = startWorkerLife(options);
    life = started;
    started.ready.then(
      (client) => {
        if (state.kind !== 'starting') return;
        available.resolve(client);
        enter({ kind: 'ready' });
      },
      // The exit record follows and says more.
      () => {},
    );
    void started.exited.then(afterExit);
  }

  function afterExit(record: ExitRecord): void {
    life = undefined;
    if (state.kind === 'ready') available = pendingClient();
    if (record.reason === 'stopped' || record.reason === 'exited') {
      available.reject(exitError(record));
      enter({ kind: 'stopped', last: record });
    } else {
      decide(record);
    }
    exits.tell(record);
  }

  function decide(record: ExitRecord): void {
    crashes.push(record);
    const decision = restarts(crashes);
    if (decision.kind === 'give-up') {
      available.reject(exitError(record));
      enter({ kind: 'failed', why: decision.why, crashes: [...crashes] });
      return;
    }
    restartTimer = setTimeout(start, decision.delayMs);
    enter({ kind: 'waiting', delayMs: decision.delayMs, last: record });
  }

  async function stop(): Promise<StopReport | undefined> {
    clearTimeout(restartTimer);
    if (state.kind === 'waiting') {
      available.reject(new FigscopeError('unavailable', `The ${options.name} worker was stopped.`));
      enter({ kind: 'stopped', last: state.last });
    }
    if (!life) return undefined;
    const stopped = life.stop();
    if (state.kind === 'ready') available = pendingClient();
    if (state.kind !== 'stopping') enter({ kind: 'stopping' });
    return await stopped;
  }

  async function restart(): Promise<void> {
    await stop();
    crashes = [];
    available = pendingClient();
    start();
    await available.promise;
  }

  start();
  return {
    get state() {
      return state;
    },
    get pid() {
      return life?.pid;
    },
    get health() {
      return life?.health;
    },
    client: () => available.promise,
    onExit: exits.add,
    onState: states.add,
    restart,
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}

function pendingClient<C extends Contract>() {
  const pending = Promise.withResolvers<Client<C>>();
  // Nobody may be waiting when the worker is given up.
  pending.promise.catch(() => {});
  return pending;
}
