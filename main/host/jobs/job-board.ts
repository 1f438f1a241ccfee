/** Every long piece of work of this host: what runs, how far it is, how it ended, and the means to cancel it. */
import { randomBytes } from 'node:crypto';
import type { Job, Progress } from '#app/domain/job.ts';
import { errorRecord, FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { closing } from '../closing.ts';
import { createEstimator } from './estimator.ts';
import { PauseSwitch } from './pause-switch.ts';

/** How often watchers hear about progress. */
const progressIntervalMs = 250;
/** Ended jobs kept for the Jobs page. */
const keptJobs = 100;

export interface JobHandle {
  readonly id: string;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  update(change: Partial<Pick<Job, 'title' | 'imported' | 'embedded' | 'result' | 'run'>>): void;
  /** Work of a pausable job: what has to be told when a pause is asked for, until the returned value is disposed. */
  onPause(stop: () => void): Disposable;
  /** Called when everything is committed after a pause was asked for: waits for the person. Throws when cancelled. */
  standStill(): Promise<void>;
}

export type NewJob = Pick<Job, 'kind' | 'title'> &
  Partial<Pick<Job, 'corpus' | 'model' | 'run' | 'commandLine' | 'pausable'>>;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly pause: PauseSwitch;
  readonly ended: Promise<Job>;
}

export class JobBoard {
  readonly #entries = new Map<string, Entry>();
  readonly live = new LiveValue<{ jobs: Job[] }>({ jobs: [] });
  #closed = false;
  #announcedAt = 0;
  #pending: NodeJS.Timeout | undefined;

  /** Whether something runs that must not end with its window. The sample corpus is drawn on at the next start. */
  get busy(): boolean {
    return [...this.#entries.values()].some(
      ({ job }) => (job.state === 'running' || job.state === 'queued') && job.kind !== 'sample',
    );
  }

  /** Starts `work` as a job and answers its id at once. What `work` returns is the job's result line. */
  start(
    description: NewJob,
    work: (handle: JobHandle) => Promise<string | undefined>,
  ): { id: string; ended: Promise<Job> } {
    if (this.#closed) throw closing();
    const id = `job-${randomBytes(5).toString('hex')}`;
    const abort = new AbortController();
    const job: Job = { ...description, id, state: 'running', startedAt: new Date().toISOString() };
    const pause = new PauseSwitch(abort.signal);
    const ended = this.#run(id, abort.signal, pause, work);
    this.#entries.set(id, { job, abort, pause, ended });
    this.#forgetOld();
    this.#announce(true);
    return { id, ended };
  }

  get(id: string): Job {
    return this.#entry(id).job;
  }

  wait(id: string): Promise<Job> {
    return this.#entry(id).ended;
  }

  async cancel(id: string): Promise<Job> {
    const entry = this.#entry(id);
    entry.abort.abort();
    return entry.ended;
  }

  /** Answers when the job stands still with everything committed, or has ended meanwhile. */
  async pause(id: string): Promise<Job> {
    const { job, pause, ended } = this.#entry(id);
    if (job.pausable !== true || job.endedAt !== undefined) {
      throw new FigscopeError('conflict', {
        message: job.endedAt === undefined ? `${job.title} cannot be paused.` : `${job.title} has ended.`,
        remedy: 'Cancel it; the same command goes on where it stopped.',
        facts: { job: id, state: job.state },
      });
    }
    await Promise.race([pause.ask(), ended]);
    return this.get(id);
  }

  /** Lets a paused job go on; one that runs goes on anyway. */
  async resume(id: string): Promise<Job> {
    this.#entry(id).pause.release();
    return this.get(id);
  }

  /** Ends what runs and starts nothing more: a job that began after this would outlive the host. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { abort } of this.#entries.values()) abort.abort();
    await Promise.all([...this.#entries.values()].map(({ ended }) => ended));
    clearTimeout(this.#pending);
    this.live.close();
  }

  async #run(
    id: string,
    signal: AbortSignal,
    pause: PauseSwitch,
    work: (handle: JobHandle) => Promise<string | undefined>,
  ): Promise<Job> {
    // The entry exists only after start() returns from here.
    await Promise.resolve();
    let estimate = createEstimator();
    const handle: JobHandle = {
      id,
      signal,
      progress: (progress) => this.#change(id, { progress: estimate(progress) }, false),
      update: (change) => this.#change(id, change, true),
      onPause: (stop) => pause.onAsked(stop),
      standStill: async () => {
        if (!pause.asked) return;
        this.#change(id, { state: 'paused', ...withoutRate(this.get(id).progress) }, true);
        await pause.standStill();
        // What was measured before the pause says nothing about the time after it.
        estimate = createEstimator();
        this.#change(id, { state: 'running' }, true);
      },
    };
    try {
      const result = await work(handle);
      this.#change(id, { state: 'done', ...(result === undefined ? {} : { result }) }, true);
    } catch (thrown) {
      const error = toFigscopeError(thrown);
      const cancelled = error.code === 'cancelled' || signal.aborted;
      this.#change(
        id,
        cancelled ? { state: 'cancelled' } : { state: 'failed', error: errorRecord(error) },
        true,
      );
    }
    this.#change(id, { endedAt: new Date().toISOString() }, true);
    return this.#entry(id).job;
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id);
    if (!entry)
      throw new FigscopeError('not-found', {
        message: `There is no job ${id}.`,
        remedy: 'Look at the Jobs page.',
      });
    return entry;
  }

  #change(id: string, change: Partial<Job>, now: boolean): void {
    const entry = this.#entry(id);
    entry.job = { ...entry.job, ...change };
    this.#announce(now);
  }

  /** Progress is throttled; beginnings and ends are told at once. */
  #announce(now: boolean): void {
    const wait = this.#announcedAt + progressIntervalMs - Date.now();
    if (!now && wait > 0) {
      this.#pending ??= setTimeout(() => this.#announce(true), wait).unref();
      return;
    }
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#announcedAt = Date.now();
    this.live.set({ jobs: [...this.#entries.values()].map(({ job }) => job).reverse() });
  }

  #forgetOld(): void {
    for (const [id, { job }] of this.#entries) {
      if (this.#entries.size <= keptJobs) return;
      if (job.endedAt) this.#entries.delete(id);
    }
  }
}

/** A job that stands still has neither a rate nor an end in sight. */
function withoutRate(progress: Progress | undefined): Pick<Job, 'progress'> {
  if (!progress) return {};
  const { ratePerSecond: _, etaMs: __, ...rest } = progress;
  return { progress: rest };
}
