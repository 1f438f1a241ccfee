/** For tests: workers without processes. A trainer does what the test tells it to, over a real connection. */
import {
  computeContract,
  dataContract,
  type ComputeContract,
  type DataContract,
} from '#app/contract/index.ts';
import type { TrainEvent } from '#app/contract/compute-worker.ts';
import type { ComputeChoice } from '#app/domain/engine.ts';
import type { Client } from '#app/rpc/define.ts';
import { memoryTransportPair } from '#app/rpc/memory-transport.ts';
import { connect, serveByName } from '#app/rpc/peer.ts';
import { FigscopeError } from '#app/util/error.ts';
import { exitError, type ExitRecord } from '#main/supervisor/exit-record.ts';
import type { OwnWorker, WorkerSet } from './worker-set.ts';

/** One training process as the host sees it. The test plays its part. */
export class FakeTrainer {
  readonly worker: OwnWorker<ComputeContract>;
  /** The run folder it was asked to train. */
  readonly runFolder: Promise<string>;
  /** What it was told to train on. */
  readonly compute: Promise<ComputeChoice>;
  /** Resolves when the host asks it to stop. */
  readonly stopAsked: Promise<void>;
  disposed = false;
  readonly #events: (TrainEvent | 'end' | FigscopeError)[] = [];
  readonly #exited = Promise.withResolvers<ExitRecord>();
  readonly #stopped = Promise.withResolvers<Record<string, never>>();
  readonly #crash: (exit: ExitRecord) => void;
  #wake: () => void = () => {};

  constructor() {
    const [near, far] = memoryTransportPair();
    const folder = Promise.withResolvers<string>();
    const place = Promise.withResolvers<ComputeChoice>();
    const asked = Promise.withResolvers<void>();
    this.runFolder = folder.promise;
    this.compute = place.promise;
    this.stopAsked = asked.promise;
    let end: ExitRecord | undefined;
    const served = serveByName(
      far,
      computeContract,
      new Map<string, unknown>([
        [
          'compute.train',
          ({ runFolder, compute }: { runFolder: string; compute: ComputeChoice }) => {
            folder.resolve(runFolder);
            place.resolve(compute);
            return this.#play();
          },
        ],
        [
          'compute.stopTraining',
          () => {
            asked.resolve();
            return this.#stopped.promise;
          },
        ],
      ]),
    );
    const client = connect(near, computeContract, {
      closeError: (reason) => (end ? exitError(end) : new FigscopeError('unavailable', reason)),
    });
    this.#crash = (exit) => {
      end = exit;
      near.close();
      this.#exited.resolve(exit);
    };
    this.worker = {
      client,
      exited: this.#exited.promise,
      [Symbol.asyncDispose]: async () => {
        this.disposed = true;
        served[Symbol.dispose]();
      },
    };
  }

  say(...events: TrainEvent[]): void {
    this.#push(...events);
  }

  /** Begins at a step and makes some, with a loss that tells them apart. */
  train(fromStep: number, toStep: number, steps: number): void {
    this.say({ kind: 'started', fromStep, steps, trainPairs: 64, parameters: 1000 });
    for (let step = fromStep + 1; step <= toStep; step++)
      this.say({ kind: 'metrics', points: [pointAt(step)] });
  }

  finish(reason: 'done' | 'stopped', step: number): void {
    this.#push({ kind: 'checkpoint', step }, { kind: 'ended', reason, step }, 'end');
    this.#stopped.resolve({});
  }

  fail(error: FigscopeError): void {
    this.#push(error);
    this.#stopped.resolve({});
  }

  crash(lastStep: number | undefined): void {
    this.#crash({
      worker: 'training',
      reason: 'killed',
      code: undefined,
      signal: 'SIGKILL',
      lastStep,
      error: undefined,
      stderrTail: '',
      wasReady: true,
      endedAtMs: Date.now(),
      ranMs: 1000,
    });
  }

  #push(...events: (TrainEvent | 'end' | FigscopeError)[]): void {
    this.#events.push(...events);
    this.#wake();
  }

  async *#play(): AsyncGenerator<TrainEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event === 'end') return;
      if (event instanceof FigscopeError) throw event;
      if (event) yield event;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

export const pointAt = (step: number) => ({
  step,
  loss: 5 - step / 10,
  learningRate: 1e-3,
  logitScale: 14,
  gradNorm: 1,
  samplesPerSecond: 100,
  elapsedMs: step * 100,
});

/** Corpora can be opened; only trainers do anything. */
export class FakeWorkers implements WorkerSet {
  readonly trainers: FakeTrainer[] = [];
  readonly #waiting: ((trainer: FakeTrainer) => void)[] = [];
  #handed = 0;

  /** The next training process that the host starts, in order. */
  nextTrainer(): Promise<FakeTrainer> {
    const index = this.#handed++;
    const there = this.trainers[index];
    return there
      ? Promise.resolve(there)
      : new Promise((resolve) => {
          this.#waiting[index] = resolve;
        });
  }

  async trainer(): Promise<OwnWorker<ComputeContract>> {
    const trainer = new FakeTrainer();
    this.trainers.push(trainer);
    this.#waiting[this.trainers.length - 1]?.(trainer);
    return trainer.worker;
  }

  async data(): Promise<Client<DataContract>> {
    const [near, far] = memoryTransportPair();
    serveByName(far, dataContract, new Map());
    return connect(near, dataContract);
  }

  closeData = async (): Promise<void> => {};
  importer = (): Promise<never> => noWorker();
  images = (): Promise<never> => noWorker();
  compute = (): Promise<never> => noWorker();
  closeCompute = async (): Promise<void> => {};
  examiner = (): Promise<never> => noWorker();
  close = async (): Promise<void> => {};
}

const noWorker = async (): Promise<never> => {
  throw new FigscopeError('unavailable', 'There is no such worker in this test.');
};
