/** What a run is trained on: decided at its start, kept over a resume, changed when there is no other way. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ComputeChoice, EngineReport } from '#app/domain/engine.ts';
import { chooseEngine } from '../engines/choose-engine.ts';
import { notInstalled, onnxReport, tensorFlowReport } from '../engines/test-engine-reports.ts';
import { temporaryHome, writeCorpusSummary, type TemporaryHome } from '../test-home.ts';
import { openService } from './test-run-service.ts';

describe('the engine of a run', () => {
  let place: TemporaryHome;
  let host: Awaited<ReturnType<typeof openService>>;
  let reports: readonly EngineReport[];
  let distrusted: string[];

  /** As the engine service does it, over reports that the test sets. */
  const engines = {
    resolve: async (choice: ComputeChoice) =>
      chooseEngine(
        choice.engine === 'auto' ? reports.filter(({ name }) => !distrusted.includes(name)) : reports,
        choice,
        'training',
      ),
    distrust: (engine: string) => void distrusted.push(engine),
    use: () => ({ [Symbol.dispose]: () => {} }),
  };
  beforeEach(async () => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'clearTimeout', 'Date'],
      shouldAdvanceTime: true,
      advanceTimeDelta: 200,
    });
    place = await temporaryHome();
    writeCorpusSummary(place.home, 'pmc');
    reports = [onnxReport, tensorFlowReport];
    distrusted = [];
    host = await openService(place, engines);
  });
  afterEach(() => {
    vi.useRealTimers();
    place[Symbol.dispose]();
  });

  const until = (run: string, status: string) =>
    vi.waitFor(async () => expect(await host.show(run)).toMatchObject({ status }));

  it('is part of its configuration from the start, and of what each stretch ran on', async () => {
    const run = await host.start({ steps: 6, precision: 'bf16' });
    const trainer = await host.workers.nextTrainer();
    const onTensorFlow = { engine: 'tensorflow', device: 'cpu', precision: 'bf16' };
    expect(await trainer.compute).toEqual(onTensorFlow);
    trainer.train(0, 6, 6);
    trainer.finish('done', 6);
    await until(run, 'done');
    const { config, segments } = await host.show(run);
    expect(config).toMatchObject(onTensorFlow);
    expect(segments).toMatchObject([{ compute: onTensorFlow }]);
    expect(segments[0]).not.toHaveProperty('note');
  });

  it('that cannot be had is refused before there is a run', async () => {
    reports = [onnxReport, notInstalled];
    await expect(host.start({ steps: 6, precision: 'bf16' })).rejects.toMatchObject({ code: 'unsupported' });
    expect(await host.list()).toEqual([]);
  });

  it('that is gone when the run is resumed gives way to another, and the run says so', async () => {
    const run = await host.start({ steps: 6 });
    const first = await host.workers.nextTrainer();
    first.train(0, 3, 6);
    first.finish('stopped', 3);
    await until(run, 'stopped');
    reports = [onnxReport, notInstalled];
    await host.resume(run);
    const second = await host.workers.nextTrainer();
    expect(await second.compute).toMatchObject({ engine: 'onnxruntime' });
    second.train(3, 6, 6);
    second.finish('done', 6);
    await until(run, 'done');
    expect((await host.show(run)).segments[1]).toMatchObject({
      compute: { engine: 'onnxruntime', device: 'cpu', precision: 'fp32' },
      note: 'TensorFlow is not installed. It goes on with ONNX Runtime in fp32.',
    });
  });

  it.each([
    ['at the same step', 3],
    ['before the first step', undefined],
  ])('that crashes twice %s gives way to ONNX Runtime', async (_, lastStep) => {
    const run = await host.start({ steps: 6 });
    for (let attempt = 0; attempt < 2; attempt++) {
      const trainer = await host.workers.nextTrainer();
      trainer.train(0, lastStep ?? 0, 6);
      await vi.waitFor(async () => expect((await host.show(run)).segments).toHaveLength(attempt + 1));
      trainer.crash(lastStep);
    }
    const third = await host.workers.nextTrainer();
    expect(await third.compute).toMatchObject({ engine: 'onnxruntime' });
    third.train(0, 6, 6);
    third.finish('done', 6);
    await until(run, 'done');
    expect(distrusted).toEqual(['tensorflow']);
    expect((await host.show(run)).segments[2]?.note).toContain('TensorFlow crashed twice in the same place');
  });
});
