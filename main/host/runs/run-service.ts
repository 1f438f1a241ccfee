/**
 * Training runs: started, queued, trained one at a time in a process each, stopped on request after a finished step.
 * What happens is on disk before anyone is told.
 */
import { randomBytes } from 'node:crypto';
import type { HostContract } from '#app/contract/index.ts';
import { decodeMetrics, metricPointAt, metricRecordBytes } from '#app/domain/metric-log.ts';
import type { RunSummary } from '#app/domain/run.ts';
import type { Handlers } from '#app/rpc/define.ts';
import { FigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import type { CorpusService } from '../corpus/corpus-service.ts';
import { readTail } from '../files.ts';
import { isAlive } from '../announcement.ts';
import type { ModelCatalogue } from '../models/model-catalogue.ts';
import { tailMetrics } from './metric-tail.ts';
import { configureRun, loadPresets } from './presets.ts';
import { RunQueue, type RunQueueParts } from './run-queue.ts';
import { unknownRun, type RunStore } from './run-store.ts';
import { isOver, TrackedRun } from './tracked-run.ts';

type RunHandlers = Pick<Handlers<HostContract>, Extract<keyof HostContract, `runs.${string}`>>;

export class RunService {
  readonly #corpora: CorpusService;
  readonly #catalogue: ModelCatalogue;
  readonly #engines: RunQueueParts['engines'];
  readonly #store: RunStore;
  readonly #presetFolder: string;
  readonly #modelsChanged: () => Promise<void>;
  readonly #runs = new Map<string, TrackedRun>();
  readonly #queue: RunQueue;
  readonly live = new LiveValue<{ runs: RunSummary[] }>({ runs: [] });

  constructor(parts: RunQueueParts & { catalogue: ModelCatalogue; presetFolder: string }) {
    this.#corpora = parts.corpora;
    this.#catalogue = parts.catalogue;
    this.#engines = parts.engines;
    this.#store = parts.store;
    this.#presetFolder = parts.presetFolder;
    this.#modelsChanged = parts.modelsChanged;
    this.#queue = new RunQueue(parts);
  }

  /** Reads the runs of this home. One whose host died while it trained is shown as stopped, ready to resume. */
  async open(): Promise<void> {
    for (const stored of await this.#store.load()) {
      const run = new TrackedRun(this.#store, stored, () => this.#announce());
      this.#runs.set(run.id, run);
      for (const point of await this.#store.validations(run.id)) run.addValidation(point);
      const bytes = await readTail(this.#store.metricsPath(run.id), metricRecordBytes);
      if (bytes.byteLength > 0) run.last = metricPointAt(decodeMetrics(bytes), 0);
      if (!isOver(run.status) && !trainsElsewhere(stored.state.pid)) {
        await run.change({
          status: 'stopped',
          step: run.last?.step ?? 0,
          segments: run.closedSegments('Figscope ended'),
        });
      }
    }
    this.#announce();
  }

  handlers(): RunHandlers {
    return {
      'runs.presets': async () => ({ presets: await loadPresets(this.#presetFolder) }),
      'runs.start': (request) => this.#start(request),
      'runs.list': async () => ({ runs: this.#summaries() }),
      'runs.watch': (_, { signal }) => this.live.watch(signal),
      'runs.show': async ({ run }) => this.#run(run).detail(await this.#catalogue.checkpoints(run)),
      'runs.metrics': ({ run, afterStep }, { signal }) => this.#metrics(run, afterStep, signal),
      'runs.stop': ({ run }) => this.#stop(run),
      'runs.resume': ({ run }) => this.#resume(run),
      'runs.remove': ({ run }) => this.#remove(run),
    };
  }

  async #start({
    corpus,
    preset,
    set,
    from,
  }: Parameters<RunHandlers['runs.start']>[0]): Promise<{ run: string }> {
    await this.#corpora.open(corpus);
    const asked = configureRun(await loadPresets(this.#presetFolder), preset, set);
    // What it begins on is what a resume goes on with.
    const { engine, device } = await this.#engines.resolve(asked, 'training');
    const config = { ...asked, engine, device };
    const createdAt = new Date().toISOString();
    const id = `${createdAt.slice(0, 10).replaceAll('-', '')}-${preset}-${randomBytes(3).toString('hex')}`;
    const fromFolder = from === undefined ? {} : { from: await this.#catalogue.folder(from) };
    const stored = await this.#store.create(
      { id, corpus, preset, createdAt, config, ...fromFolder },
      { status: 'queued', step: 0, steps: config.steps ?? 0, segments: [], trainPairs: 0, parameters: 0 },
    );
    const run = new TrackedRun(this.#store, stored, () => this.#announce());
    this.#runs.set(id, run);
    this.#queue.add(run);
    this.#announce();
    return { run: id };
  }

  async #stop(id: string): Promise<RunSummary> {
    const run = this.#ownRun(id);
    await this.#queue.stop(id);
    return run.summary();
  }

  async #resume(id: string): Promise<RunSummary> {
    const run = this.#ownRun(id);
    // Asked for twice, or about to begin.
    if ((await this.#queue.has(id)) || !isOver(run.status)) return run.summary();
    if (run.status === 'done') {
      throw new FigscopeError('conflict', {
        message: `Run ${id} has made all of its ${run.stored.state.steps} steps.`,
        remedy: `Train on from it with: figscope train ${run.stored.record.corpus} --from run:${id}`,
      });
    }
    const { error: _, ...state } = run.stored.state;
    run.stored.state = state;
    await run.change({ status: 'queued' });
    this.#queue.add(run);
    return run.summary();
  }

  async #remove(id: string): Promise<{ freedBytes: number }> {
    this.#ownRun(id);
    if (await this.#queue.has(id)) {
      throw new FigscopeError('conflict', {
        message: `Run ${id} is training.`,
        remedy: `Stop it first with: figscope runs stop ${id}`,
      });
    }
    this.#runs.delete(id);
    const freed = await this.#store.remove(id);
    this.#announce();
    await this.#modelsChanged();
    return freed;
  }

  #metrics(id: string, afterStep: number, signal: AbortSignal) {
    const run = this.#run(id);
    const source = {
      path: this.#store.metricsPath(id),
      ticks: run.ticks,
      validations: () => this.#store.validations(id),
    };
    return tailMetrics(source, afterStep, signal);
  }

  #run(id: string): TrackedRun {
    const run = this.#runs.get(id);
    if (!run) throw unknownRun(id);
    return run;
  }

  /** A run that no other process is training. */
  #ownRun(id: string): TrackedRun {
    const run = this.#run(id);
    const { pid } = run.stored.state;
    if (isOver(run.status) || !trainsElsewhere(pid)) return run;
    throw new FigscopeError('conflict', {
      message: `Run ${id} is trained by another process (${pid}).`,
      remedy: 'Wait until it has ended, or stop it there with Ctrl-C.',
      facts: { run: id, pid },
    });
  }

  #summaries(): RunSummary[] {
    return [...this.#runs.values()].map((run) => run.summary()).reverse();
  }

  #announce(): void {
    this.live.set({ runs: this.#summaries() });
  }
}

/** True while another process of this home trains the run; the command line does that beside a closed window. */
const trainsElsewhere = (pid: number | undefined): boolean =>
  pid !== undefined && pid !== process.pid && isAlive(pid);
