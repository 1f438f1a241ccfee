import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { temporaryHome, writeCorpusSummary, type TemporaryHome } from '../test-home.ts';
import { pointAt } from '../test-workers.ts';
import { openService } from './test-run-service.ts';

describe('training runs', () => {
  let place: TemporaryHome;
  let host: Awaited<ReturnType<typeof openService>>;

  beforeEach(async () => {
    // Files and connections are real; only the pauses between attempts are not waited out.
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
      shouldAdvanceTime: true,
      advanceTimeDelta: 200,
    });
    place = await temporaryHome();
    writeCorpusSummary(place.home, 'pmc');
    host = await openService(place);
  });
  afterEach(async () => {
    vi.useRealTimers();
    place[Symbol.dispose]();
  });

  const until = (run: string, status: string) =>
    vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ status }));

  it('train to the end and keep what they did', async () => {
    const run = await host.start({ steps: 3, seed: 7 });
    const trainer = await host.workers.nextTrainer();
    expect(await trainer.runFolder).toBe(join(place.home.runs, run));
    trainer.train(0, 3, 3);
    await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ status: 'running', step: 3 }));
    trainer.finish('done', 3);
    await until(run, 'done');
    const shown = await host.show(run);
    expect(shown).toMatchObject({ step: 3, steps: 3, trainPairs: 64, parameters: 1000, last: pointAt(3) });
    expect(shown.config).toMatchObject({ model: 'nano', seed: 7, steps: 3, batchSize: 64 });
    expect(shown.segments).toMatchObject([{ fromStep: 0, toStep: 3, ended: 'done' }]);
    expect(trainer.disposed).toBe(true);
    const [job] = host.jobs.live.value.jobs;
    expect(job).toMatchObject({ kind: 'train', run, state: 'done', result: 'done at step 3 of 3' });
    expect(host.jobs.busy).toBe(false);
  });

  it('refuse a configuration that is wrong before anything is on disk', async () => {
    await expect(host.start({ batchSize: 0 })).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('batchSize'),
    });
    expect(await host.list()).toEqual([]);
    expect(host.workers.trainers).toEqual([]);
  });

  it('take turns', async () => {
    const [one, two] = [await host.start({ steps: 2 }), await host.start({ steps: 2 })];
    const first = await host.workers.nextTrainer();
    first.train(0, 1, 2);
    await until(one, 'running');
    expect(await host.show(two)).toMatchObject({ status: 'queued', step: 0 });
    expect(host.workers.trainers).toHaveLength(1);
    first.finish('done', 2);
    const second = await host.workers.nextTrainer();
    second.train(0, 2, 2);
    second.finish('done', 2);
    await until(two, 'done');
    expect((await host.list()).map(({ id }) => id)).toEqual([two, one]);
  });

  it('can be stopped while they wait for their turn', async () => {
    const [one, two] = [await host.start({ steps: 2 }), await host.start({ steps: 2 })];
    const first = await host.workers.nextTrainer();
    first.train(0, 1, 2);
    await until(one, 'running');
    // At once, without waiting for the run before it.
    expect(await host.stop(two)).toMatchObject({ status: 'stopped', step: 0 });
    expect(await host.show(one)).toMatchObject({ status: 'running' });
    first.finish('done', 2);
    await until(one, 'done');
    await vi.waitFor(() => expect(host.jobs.busy).toBe(false));
    expect(host.workers.trainers).toHaveLength(1);
    expect(await host.show(two)).toMatchObject({ status: 'stopped', segments: [] });
  });

  it('stop after the step they are at, and go on from there', async () => {
    const run = await host.start({ steps: 6 });
    const trainer = await host.workers.nextTrainer();
    trainer.train(0, 2, 6);
    await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ step: 2 }));
    const stopped = host.stop(run);
    await trainer.stopAsked;
    expect(await host.show(run)).toMatchObject({ status: 'stopping' });
    trainer.finish('stopped', 2);
    expect(await stopped).toMatchObject({ status: 'stopped', step: 2 });

    // Twice, as an impatient finger does: it still trains once.
    const resumed = await Promise.all([host.resume(run), host.resume(run)]);
    expect(resumed).toMatchObject([{ step: 2 }, { status: 'queued', step: 2 }]);
    const second = await host.workers.nextTrainer();
    second.train(2, 6, 6);
    second.finish('done', 6);
    await until(run, 'done');
    expect(host.workers.trainers).toHaveLength(2);
    expect((await host.show(run)).segments).toMatchObject([
      { fromStep: 0, toStep: 2, ended: 'stopped' },
      { fromStep: 2, toStep: 6, ended: 'done' },
    ]);
    await expect(host.resume(run)).rejects.toMatchObject({
      code: 'conflict',
      remedy: expect.stringContaining(`--from run:${run}`),
    });
  });

  it('are stopped with a checkpoint, queued ones too, when the host closes', async () => {
    const [one, two] = [await host.start({ steps: 9 }), await host.start({ steps: 9 })];
    const trainer = await host.workers.nextTrainer();
    trainer.train(0, 2, 9);
    await until(one, 'running');
    const closed = host.jobs.close();
    await trainer.stopAsked;
    trainer.finish('stopped', 2);
    await closed;
    expect(await host.show(one)).toMatchObject({ status: 'stopped', step: 2 });
    expect(await host.show(two)).toMatchObject({ status: 'stopped', step: 0 });
    expect(host.workers.trainers).toHaveLength(1);
  });

  it('are removed with their files, but not while they train', async () => {
    const run = await host.start({ steps: 2 });
    const trainer = await host.workers.nextTrainer();
    trainer.train(0, 1, 2);
    await until(run, 'running');
    await expect(host.remove(run)).rejects.toMatchObject({
      code: 'conflict',
      remedy: expect.stringContaining(`runs stop ${run}`),
    });
    trainer.finish('done', 2);
    await until(run, 'done');
    await vi.waitFor(() => expect(host.jobs.busy).toBe(false));
    expect((await host.remove(run)).freedBytes).toBeGreaterThan(0);
    expect(await host.list()).toEqual([]);
    expect((await openService(place)).service.live.value.runs).toEqual([]);
    await expect(host.show(run)).rejects.toMatchObject({ code: 'not-found' });
  });

  it.each(['../pmc', '..', '', 'none'])('say that there is no run %j', async (run) => {
    for (const ask of [host.show, host.stop, host.resume, host.remove])
      await expect(ask(run)).rejects.toMatchObject({ code: 'not-found' });
  });
});
