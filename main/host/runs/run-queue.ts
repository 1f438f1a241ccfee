/** Runs in training take turns: two on one machine would each be slower than half. Each is a job of its own. */
import type { CorpusService } from '../corpus/corpus-service.ts';
import type { JobBoard } from '../jobs/job-board.ts';
import type { WorkerSet } from '../worker-set.ts';
import type { RunStore } from './run-store.ts';
import { isOver, type TrackedRun } from './tracked-run.ts';
import { Training } from './training.ts';
import type { TrainingEngines } from './training-compute.ts';

export interface RunQueueParts {
  readonly corpora: CorpusService;
  readonly workers: WorkerSet;
  readonly engines: TrainingEngines;
  readonly jobs: JobBoard;
  readonly store: RunStore;
  readonly modelsChanged: () => Promise<void>;
}

export class RunQueue {
  readonly #parts: RunQueueParts;
  readonly #entries = new Map<string, { run: TrackedRun; training: Training; gone: Promise<unknown> }>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: RunQueueParts) {
    this.#parts = parts;
  }

  /** Begins it when those before it have ended. */
  add(run: TrackedRun): void {
    const { corpora, workers, engines, jobs, store, modelsChanged } = this.#parts;
    const { corpus, preset } = run.stored.record;
    jobs.start(
      {
        kind: 'train',
        title: `Train ${preset} on ${corpus}`,
        corpus,
        run: run.id,
        commandLine: `figscope runs show ${run.id}`,
      },
      (handle) => {
        const runFolder = store.folder(run.id);
        const corpusFolder = corpora.folder(corpus);
        const training = new Training({
          run,
          handle,
          workers,
          engines,
          runFolder,
          corpusFolder,
          modelsChanged,
        });
        const turn = this.#turn;
        const mine = training.train(turn).finally(() => this.#entries.delete(run.id));
        this.#entries.set(run.id, { run, training, gone: mine.catch(() => undefined) });
        this.#turn = Promise.allSettled([turn, mine]);
        return mine;
      },
    );
  }

  /** Whether it trains or waits to. One whose status says that it is over counts as gone when its process is. */
  async has(id: string): Promise<boolean> {
    const entry = this.#entries.get(id);
    if (entry && isOver(entry.run.status)) await entry.gone;
    return this.#entries.has(id);
  }

  /** Resolves when it has stopped; at once when it was not there. */
  async stop(id: string): Promise<void> {
    const entry = this.#entries.get(id);
    await entry?.training.stop();
    await entry?.gone;
  }
}
