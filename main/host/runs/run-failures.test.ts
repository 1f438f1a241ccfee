import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FigscopeError } from '#app/util/error.ts';
import { deadPid, temporaryHome, writeCorpusSummary, type TemporaryHome } from '../test-home.ts';
import { openService, trainedBy } from './test-run-service.ts';

describe('training runs that do not go well', () => {
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

  it('start a new process after a crash and say so', async () => {
    const run = await host.start({ steps: 6 });
    const first = await host.workers.nextTrainer();
    first.train(0, 4, 6);
    await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ step: 4 }));
    first.crash(4);
    const second = await host.workers.nextTrainer();
    second.train(2, 6, 6);
    second.finish('done', 6);
    await until(run, 'done');
    expect((await host.show(run)).segments).toMatchObject([
      { fromStep: 0, toStep: 4, ended: 'The training worker was killed at step 4 by SIGKILL.' },
      { fromStep: 2, toStep: 6, ended: 'done' },
    ]);
  });

  it('fail with the evidence when they crash twice at the same step, and can be tried again', async () => {
    const run = await host.start({ steps: 6 });
    for (let attempt = 0; attempt < 2; attempt++) {
      const trainer = await host.workers.nextTrainer();
      trainer.train(0, 3, 6);
      await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ step: 3 }));
      trainer.crash(3);
    }
    await until(run, 'failed');
    const { error } = await host.show(run);
    expect(error).toMatchObject({
      code: 'worker-crashed',
      message: expect.stringContaining('It crashed twice at the same step.'),
      remedy: expect.stringContaining('resumed'),
      facts: { crashes: [{ lastStep: 3 }, { lastStep: 3 }] },
    });
    expect(host.workers.trainers).toHaveLength(2);

    expect(await host.resume(run)).not.toHaveProperty('error');
    const third = await host.workers.nextTrainer();
    third.train(0, 6, 6);
    third.finish('done', 6);
    await until(run, 'done');
    expect(await host.show(run)).not.toHaveProperty('error');
  });

  it('fail at once, with its sentence, for what a new process would not change', async () => {
    const run = await host.start({ steps: 6 });
    const trainer = await host.workers.nextTrainer();
    const detail = {
      message: 'A batch of 64 is larger than the 3 training pairs of pmc.',
      remedy: 'Smaller.',
    };
    trainer.fail(new FigscopeError('invalid-input', detail));
    await until(run, 'failed');
    expect((await host.show(run)).error).toMatchObject({ code: 'invalid-input', ...detail });
    expect(host.workers.trainers).toHaveLength(1);
  });

  it('let the next one have its turn after one that failed', async () => {
    const [one, two] = [await host.start({ steps: 2 }), await host.start({ steps: 2 })];
    (await host.workers.nextTrainer()).fail(new FigscopeError('internal', 'The graph cannot be built.'));
    const second = await host.workers.nextTrainer();
    second.train(0, 2, 2);
    second.finish('done', 2);
    await until(two, 'done');
    expect(await host.show(one)).toMatchObject({ status: 'failed' });
  });

  it('that were training when their host died are stopped, ready to resume, for the next host', async () => {
    const run = await host.start({ steps: 9 });
    const trainer = await host.workers.nextTrainer();
    trainer.train(0, 3, 9);
    await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ step: 3 }));
    // The first host is never closed: it was killed.
    await trainedBy(place, run, await deadPid());
    const next = await openService(place);
    expect(await next.show(run)).toMatchObject({
      status: 'stopped',
      segments: [{ fromStep: 0, ended: 'Figscope ended' }],
    });
    await next.resume(run);
    const second = await next.workers.nextTrainer();
    second.train(3, 9, 9);
    second.finish('done', 9);
    await vi.waitFor(async () => expect(await next.show(run)).toMatchObject({ status: 'done', step: 9 }));
  });

  it('that train in another process are shown as they are there, and left alone', async () => {
    const run = await host.start({ steps: 9 });
    const trainer = await host.workers.nextTrainer();
    trainer.train(0, 3, 9);
    await vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ step: 3 }));
    await trainedBy(place, run, process.ppid);
    const path = join(place.home.runs, run, 'status.json');
    const before = readFileSync(path, 'utf8');
    const other = await openService(place);
    expect(await other.show(run)).toMatchObject({ status: 'running' });
    for (const ask of [other.stop, other.resume, other.remove])
      await expect(ask(run)).rejects.toMatchObject({ code: 'conflict', facts: { pid: process.ppid } });
    expect(readFileSync(path, 'utf8')).toBe(before);
  });
});
