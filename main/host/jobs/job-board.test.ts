import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { JobBoard, type JobHandle } from './job-board.ts';

const description = { kind: 'import', title: 'Import into pmc' } as const;
const progress = (done: number) => ({ done, total: 100, unit: 'figures', detail: '' });

/** A job that ends when the test says so. */
function openJob(board: JobBoard) {
  const work = Promise.withResolvers<string | undefined>();
  const handed = Promise.withResolvers<JobHandle>();
  const { id, ended } = board.start(description, (handle) => {
    handed.resolve(handle);
    handle.signal.addEventListener('abort', () => work.reject(handle.signal.reason));
    return work.promise;
  });
  return { id, ended, finish: work.resolve, fail: work.reject, handle: handed.promise };
}

/** What a watcher sees of the newest job, as it comes. */
function watch(board: JobBoard): Job[] {
  const seen: Job[] = [];
  void (async () => {
    for await (const { jobs } of board.live.watch()) if (jobs[0]) seen.push(jobs[0]);
  })();
  return seen;
}

describe('the job board', () => {
  let board: JobBoard;
  beforeEach(() => {
    vi.useFakeTimers();
    board = new JobBoard();
  });
  afterEach(async () => {
    await board.close();
    vi.useRealTimers();
  });

  it('shows a job from its beginning to its result', async () => {
    const job = openJob(board);
    expect(board.busy).toBe(true);
    expect(board.get(job.id)).toMatchObject({ ...description, state: 'running' });
    expect(board.get(job.id)).not.toHaveProperty('endedAt');
    job.finish('12 pairs added');
    const ended = await board.wait(job.id);
    expect(ended).toMatchObject({ state: 'done', result: '12 pairs added' });
    expect(Date.parse(ended.endedAt ?? '')).not.toBeNaN();
    expect(board.busy).toBe(false);
  });

  it('starts nothing once it is closed', async () => {
    await board.close();
    expect(() => openJob(board)).toThrow('closing');
  });

  it('keeps code, sentence and remedy of a failure', async () => {
    const job = openJob(board);
    job.fail(new FigscopeError('storage-full', { message: 'The disk is full.', remedy: 'Free some space.' }));
    const error = { code: 'storage-full', message: 'The disk is full.', remedy: 'Free some space.' };
    expect(await job.ended).toMatchObject({ state: 'failed', error });
  });

  it('cancels by signal and answers when the work has really ended', async () => {
    const job = openJob(board);
    await job.handle;
    expect(await board.cancel(job.id)).toMatchObject({ state: 'cancelled' });
    expect(board.get(job.id)).not.toHaveProperty('error');
  });

  it('counts whatever a cancelled job throws as its cancellation, and lets one that finished anyway be done', async () => {
    const clumsy = board.start(description, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      throw new Error('The pipe broke.');
    });
    const quick = board.start(description, async ({ signal }) => {
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      return 'stopped with a checkpoint';
    });
    await Promise.resolve();
    expect(await board.cancel(clumsy.id)).toMatchObject({ state: 'cancelled' });
    expect(await board.cancel(quick.id)).toMatchObject({
      state: 'done',
      result: 'stopped with a checkpoint',
    });
  });

  it('pauses work that stands still when asked, and lets it go on with a new estimate', async () => {
    const steps = ['first', 'second'];
    const told = Promise.withResolvers<void>();
    const { id } = board.start({ ...description, pausable: true }, async (handle) => {
      using _ = handle.onPause(() => told.resolve());
      handle.progress(progress(0));
      await vi.advanceTimersByTimeAsync(1000);
      handle.progress(progress(10));
      await told.promise;
      steps.shift();
      await handle.standStill();
      handle.progress(progress(20));
      return steps.shift();
    });
    await vi.waitFor(() => expect(board.get(id).progress).toMatchObject({ ratePerSecond: 10, etaMs: 9000 }));
    expect(await board.pause(id)).toMatchObject({
      state: 'paused',
      progress: { done: 10, total: 100, unit: 'figures', detail: '' },
    });
    expect(board.get(id).progress).not.toHaveProperty('etaMs');
    expect(await board.pause(id)).toMatchObject({ state: 'paused' });
    expect(board.busy).toBe(false);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await board.resume(id)).toMatchObject({ state: 'paused' });
    const ended = await board.wait(id);
    expect(ended).toMatchObject({ state: 'done', result: 'second', progress: { done: 20 } });
    expect(ended.progress).not.toHaveProperty('ratePerSecond');
  });

  it('ends a paused job that is cancelled, and answers a pause that came too late with the end', async () => {
    const start = () => {
      const go = Promise.withResolvers<void>();
      const { id } = board.start({ ...description, pausable: true }, async (handle) => {
        await go.promise;
        await handle.standStill();
        return 'finished';
      });
      return { id, go: go.resolve };
    };
    const [one, two] = [start(), start()];
    const paused = board.pause(one.id);
    one.go();
    expect(await paused).toMatchObject({ state: 'paused' });
    expect(await board.cancel(one.id)).toMatchObject({ state: 'cancelled' });
    // Taken back before the work had heard of it.
    const late = board.pause(two.id);
    await board.resume(two.id);
    two.go();
    await late;
    expect(await board.wait(two.id)).toMatchObject({ state: 'done', result: 'finished' });
    await expect(board.pause(two.id)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('refuses to pause what cannot stand still', async () => {
    const job = openJob(board);
    await expect(board.pause(job.id)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Import into pmc cannot be paused.',
    });
    job.finish(undefined);
  });

  it('tells progress at most four times a second, and the last of it', async () => {
    const seen = watch(board);
    const job = openJob(board);
    const handle = await job.handle;
    for (let done = 1; done <= 50; done++) {
      handle.progress(progress(done));
      await vi.advanceTimersByTimeAsync(20);
    }
    await vi.advanceTimersByTimeAsync(250);
    const told = seen.flatMap((one) => (one.progress ? [one.progress.done] : []));
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(6);
    expect(told.at(-1)).toBe(50);
  });

  it('tells an end at once', async () => {
    const seen = watch(board);
    const job = openJob(board);
    const handle = await job.handle;
    handle.progress(progress(1));
    job.finish(undefined);
    await job.ended;
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.at(-1)).toMatchObject({ state: 'done' });
    expect(seen.at(-1)?.endedAt).toBeDefined();
  });

  it('forgets the oldest ended jobs, never one that runs', async () => {
    const running = openJob(board);
    for (let i = 0; i < 120; i++) await board.start(description, async () => `${i}`).ended;
    const { jobs } = board.live.value;
    expect(jobs.length).toBeLessThanOrEqual(101);
    expect(jobs[0].result).toBe('119');
    expect(board.get(running.id).state).toBe('running');
  });

  it('says what to do about an id it does not know', () => {
    expect(() => board.get('job-none')).toThrow(
      expect.objectContaining({ code: 'not-found', remedy: expect.stringContaining('Jobs') }),
    );
  });

  it('ends every job and every watcher when it closes', async () => {
    const seen = watch(board);
    const [one, two] = [openJob(board), openJob(board)];
    await Promise.all([one.handle, two.handle]);
    await board.close();
    expect([(await one.ended).state, (await two.ended).state]).toEqual(['cancelled', 'cancelled']);
    expect(seen.at(-1)?.state).toBe('cancelled');
  });
});
