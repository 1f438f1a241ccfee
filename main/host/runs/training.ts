/** One run in training: a worker, its events, its crashes, and the wish to stop. */
import type { ComputeContract } from '#app/contract/index.ts';
import type { TrainEvent } from '#app/contract/compute-worker.ts';
import { toFigscopeError } from '#app/util/error.ts';
import type { JobHandle } from '../jobs/job-board.ts';
import { describeExit, type ExitRecord } from '#main/supervisor/exit-record.ts';
import { engineTitles } from '../engines/engine-words.ts';
import type { OwnWorker, WorkerSet } from '../worker-set.ts';
import { CrashBudget } from './crash-budget.ts';
import { isOver, type TrackedRun } from './tracked-run.ts';
import { type TrainingEngines, trainingCompute } from './training-compute.ts';

export class Training {
  readonly #run: TrackedRun;
  readonly #handle: JobHandle;
  readonly #workers: WorkerSet;
  readonly #engines: TrainingEngines;
  readonly #request: { runFolder: string; corpusFolder: string };
  readonly #modelsChanged: () => Promise<void>;
  readonly #ended = Promise.withResolvers<void>();
  readonly #stopAsked = Promise.withResolvers<void>();
  #worker: OwnWorker<ComputeContract> | undefined;
  #stopping = false;
  /** Why the engine that the run began with is not tried again. */
  #crashed: string | undefined;
  #lastExit: ExitRecord | undefined;

  constructor(parts: {
    run: TrackedRun;
    handle: JobHandle;
    workers: WorkerSet;
    engines: TrainingEngines;
    runFolder: string;
    corpusFolder: string;
    modelsChanged: () => Promise<void>;
  }) {
    this.#run = parts.run;
    this.#handle = parts.handle;
    this.#workers = parts.workers;
    this.#engines = parts.engines;
    this.#request = { runFolder: parts.runFolder, corpusFolder: parts.corpusFolder };
    this.#modelsChanged = parts.modelsChanged;
    // Cancelling the job of a run means: stop it properly.
    this.#handle.signal.addEventListener('abort', () => void this.stop());
  }

  /** Asks for a stop after the current step and waits until the checkpoint is written. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#stopAsked.resolve();
    if (this.#worker) {
      if (this.#run.status === 'running') await this.#run.change({ status: 'stopping' });
      // A worker that dies now needs no asking.
      await this.#worker.client['compute.stopTraining']({}).catch(() => undefined);
    }
    await this.#ended.promise;
  }

  /**
   * Waits for its turn, then trains to the end, through crashes. Resolves with the job's result line; rejects when the
   * run failed.
   */
  async train(turn: Promise<unknown>): Promise<string> {
    let crashes = new CrashBudget();
    try {
      // One that is not wanted any more need not wait to hear so.
      await Promise.race([turn, this.#stopAsked.promise]);
      for (;;) {
        const exit = this.#stopping ? undefined : await this.#attempt();
        if (exit === undefined) {
          // Stopped before it began: there is no event to say so.
          if (!isOver(this.#run.status))
            await this.#run.change({ status: 'stopped', segments: this.#run.closedSegments('stopped') });
          return this.#result();
        }
        await this.#run.change({ segments: this.#run.closedSegments(describeExit(exit)) });
        if (await this.#triesAgain(crashes, exit)) continue;
        crashes = new CrashBudget();
      }
    } catch (thrown) {
      const error = toFigscopeError(thrown);
      await this.#run.fail(error);
      throw error;
    } finally {
      await this.#modelsChanged();
      this.#ended.resolve();
    }
  }

  /**
   * True: after a pause, on the same engine. False: that has crashed twice in the same place, and the next attempt is
   * made on ONNX Runtime. Throws when that was it already, or it happens too often.
   */
  async #triesAgain(crashes: CrashBudget, exit: ExitRecord): Promise<boolean> {
    const engine = this.#run.runsOn?.compute.engine ?? 'onnxruntime';
    // Before the first step is a place, too.
    const isSamePlace = this.#lastExit !== undefined && this.#lastExit.lastStep === exit.lastStep;
    this.#lastExit = exit;
    if (engine === 'onnxruntime' || !isSamePlace) {
      await crashes.spend(exit, this.#handle.signal);
      return true;
    }
    this.#crashed = `${engineTitles[engine]} crashed twice in the same place.`;
    this.#engines.distrust(engine, this.#crashed);
    return false;
  }

  /** One worker's life. Undefined when the run ended by itself or on request, else how the worker died. */
  async #attempt(): Promise<ExitRecord | undefined> {
    await this.#run.change({ status: 'running' });
    const runsOn = await trainingCompute(this.#engines, this.#run.stored.record.config, this.#crashed);
    this.#run.runsOn = runsOn;
    using _ = this.#engines.use(runsOn.compute);
    await using worker = await this.#workers.trainer();
    this.#worker = worker;
    let ended = false;
    try {
      if (this.#stopping) return undefined;
      const request = { ...this.#request, compute: runsOn.compute };
      for await (const event of worker.client['compute.train'](request)) {
        await this.#run.apply(event);
        this.#report(event);
        if (event.kind === 'checkpoint') await this.#modelsChanged();
        ended ||= event.kind === 'ended';
      }
      if (ended) return undefined;
      return await worker.exited;
    } catch (thrown) {
      const error = toFigscopeError(thrown);
      if (error.code !== 'unavailable' && error.code !== 'worker-crashed') throw error;
      return ended ? undefined : await worker.exited;
    } finally {
      this.#worker = undefined;
    }
  }

  #report(event: TrainEvent): void {
    if (event.kind === 'preparing') this.#handle.progress(event.progress);
    const { state } = this.#run.stored;
    const point = event.kind === 'metrics' ? event.points.at(-1) : undefined;
    if (!point) return;
    const etaMs = this.#run.summary().etaMs;
    this.#handle.progress({
      done: state.step,
      total: state.steps,
      unit: 'steps',
      detail: `loss ${point.loss.toFixed(3)}, ${Math.round(point.samplesPerSecond)} pairs/s`,
      ...(etaMs === undefined ? {} : { etaMs }),
    });
  }

  #result(): string {
    const { status, step, steps } = this.#run.summary();
    const { best } = this.#run.summary();
    const recall = best
      ? `; best R@5 ${best.imageToText.r5.toFixed(2)} / ${best.textToImage.r5.toFixed(2)} at step ${best.step}, pool ${best.pool}`
      : '';
    return `${status} at step ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}${recall}`;
  }
}
