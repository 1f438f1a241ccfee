/** Every long piece of work of this host: what runs, how far it is, how it ended, and the means to cancel it. */
import { randomBytes } from 'node:crypto';
import type { Job, Progress } from '#app/domain/job.ts';
import { errorRecord, FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { LiveValue } from '#app/util/live-value.ts';
import { createEstimator } from './estimator.ts';

/** How often watchers hear about progress. */
const progressIntervalMs = 250;
/** Ended jobs kept for the Jobs page. */
const keptJobs = 100;

export interface JobHandle {
  readonly id: string;
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  update(change: Partial<Pick<Job, 'title' | 'imported' | 'result' | 'run'>>): void;
}

export type NewJob = Pick<Job, 'kind' | 'title'> &
  Partial<Pick<Job, 'corpus' | 'model' | 'run' | 'commandLine'>>;

interface Entry {
  job: Job;
  readonly abort: AbortController;
  readonly ended: Promise<Job>;
}

export class JobBoard {
  readonly #entries = new Map<string, Entry>();
  readonly live = new LiveValue<{ jobs: Job[] }>({ jobs: [] });
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
    const id = `job-${randomBytes(5).toString('hex')}`;
    const abort = new AbortController();
    const job: Job = { ...description, id, state: 'running', startedAt: new Date().toISOString() };
    const ended = this.#run(id, abort, work);
    this.#entries.set(id, { job, abort, ended });
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

  async pause(id: string): Promise<Job> {
    return this.#entry(id).job;
  }

  async resume(id: string): Promise<Job> {
    return this.#entry(id).job;
  }

  async close(): Promise<void> {
    for (const { abort } of this.#entries.values()) abort.abort();
    await Promise.all([...this.#entries.values()].map(({ ended }) => ended));
    clearTimeout(this.#pending);
    this.live.close();
  }

  async #run(
    id: string,
    abort: AbortController,
    work: (handle: JobHandle) => Promise<string | undefined>,
  ): Promise<Job> {
    // The entry exists only after start() returns from here.
    await Promise.resolve();
    const estimate = createEstimator();
    const handle: JobHandle = {
      id,
      signal: abort.signal,
      progress: (progress) => this.#change(id, { progress: estimate(progress) }, false),
      update: (change) => this.#change(id, change, true),
    };
    try {
      const result = await work(handle);
      this.#change(id, { state: 'done', ...(result === undefined ? {} : { result }) }, true);
    } catch (thrown) {
      const error = toFigscopeError(thrown);
      const cancelled = error.code === 'cancelled' || abort.signal.aborted;
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
