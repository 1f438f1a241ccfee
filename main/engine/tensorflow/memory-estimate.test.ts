/** Estimates of a training step's memory, and what a run that lasts takes in truth. */
import { afterAll, describe, expect, it } from 'vitest';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor } from '../executor.ts';
import { loadModelPreset } from '../model-presets.ts';
import { openExecutor } from '../open-executor.ts';
import { selfTestConfig, selfTestImages, selfTestParameters, selfTestTokenIds } from '../self-test-model.ts';
import { Graph } from '../trace/graph.ts';
import { engineError } from './engine-error.ts';
import { estimateTrainingBytes, largestBatch, peakBytes } from './memory-estimate.ts';

describe('the memory of a training step', () => {
  it('counts what is alive at once', () => {
    const graph = new Graph();
    const kilobyte = { shape: [16, 16], dtype: 'float32' } as const;
    const x = graph.input('x', kilobyte);
    const a = graph.add({ kind: 'unary', name: 'Exp' }, [x], kilobyte);
    const b = graph.add({ kind: 'unary', name: 'Neg' }, [a], kilobyte); // a and b
    const row = graph.add({ kind: 'reshape' }, [b], { shape: [256], dtype: 'float32' }); // no memory of its own
    graph.outputs.set(
      'sum',
      graph.add({ kind: 'unary', name: 'Exp' }, [row], { shape: [256], dtype: 'float32' }),
    );
    expect(peakBytes(graph)).toBe(2 * 1024);
    graph.outputs.set('a', a);
    expect(peakBytes(graph)).toBe(3 * 1024);
  });

  it('grows with the batch, from three times the parameters', async () => {
    const config = loadModelPreset('tiny');
    const shape = { textLength: config.text.contextLength };
    const at = (batchSize: number) => estimateTrainingBytes(config, { ...shape, batchSize });
    const state = 3 * 4 * parameterCount(config);
    const [small, large] = [await at(8), await at(32)];
    expect(small).toBeGreaterThan(state);
    expect((large - state) / (small - state)).toBeGreaterThan(2);
    // 32 pairs take 1.1 GB of which the engine's own needs are a half.
    expect(large).toBeGreaterThan(300e6);
    expect(large).toBeLessThan(1.2e9);
    const fits = await largestBatch(config, { ...shape, batchSize: 1000 }, 1.5 * large);
    expect(fits).toBeGreaterThanOrEqual(30);
    expect(fits).toBeLessThanOrEqual(32);
    expect(await largestBatch(config, { ...shape, batchSize: 1000 }, state / 2)).toBe(0);
  });

  it('leaves a full disk what it is', () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    expect(engineError(full).code).toBe('storage-full');
  });

  it.each([
    ['OOM when allocating tensor with shape[64,12,257,257] and type float on device:GPU:0', 'out-of-memory'],
    ['Session fail to run with error: failed to allocate memory', 'out-of-memory'],
    ['Session fail to run with error: No OpKernel was registered', 'internal'],
  ])('%s', (message, code) => {
    expect(engineError(new Error(message))).toMatchObject({ code, facts: { reason: message } });
  });
});

describe.skipIf(!installedEngines().includes('tensorflow'))('training on TensorFlow', () => {
  let executor: Executor | undefined;
  afterAll(() => executor?.dispose());

  it('keeps its memory over hundreds of steps', async () => {
    executor = await openExecutor(engineOptions('tensorflow', 1));
    const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };
    const step = await executor.compileTraining(selfTestConfig, { batchSize: 3, textLength: 10, optimizer });
    const none = new Map();
    await step.writeState({
      parameters: selfTestParameters(),
      firstMoments: none,
      secondMoments: none,
      step: 0,
    });
    let number = 0;
    const make = async (steps: number): Promise<number> => {
      for (let i = 0; i < steps; i++) {
        number += 1;
        const batch = { images: selfTestImages(), tokenIds: selfTestTokenIds() };
        await step.run(batch, { learningRate: 1e-3, step: number });
      }
      return process.memoryUsage().rss / 2 ** 20;
    };
    const before = await make(200);
    const after = await make(400);
    process.stdout.write(
      `training on TensorFlow, 400 steps: ${before.toFixed(0)} -> ${after.toFixed(0)} MB\n`,
    );
    expect(after - before).toBeLessThan(30);
  });

  it('refuses to go on after a step that failed, until it is given a state', async () => {
    const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };
    const step = await executor!.compileTraining(selfTestConfig, { batchSize: 3, textLength: 10, optimizer });
    const parameters = selfTestParameters();
    const fresh = { parameters, firstMoments: new Map(), secondMoments: new Map(), step: 0 };
    await step.writeState(fresh);
    const run = () =>
      step.run({ images: selfTestImages(), tokenIds: selfTestTokenIds() }, { learningRate: 1e-3, step: 1 });
    const expected = await run();
    const broken = step.writeState({ ...fresh, firstMoments: brokenHalfway() });
    await expect(broken).rejects.toThrow('disk');
    for (const use of [run, () => step.readState(), () => step.readPart('parameters')])
      await expect(use()).rejects.toMatchObject({ code: 'conflict', remedy: 'Load the last checkpoint.' });
    await step.writeState(fresh);
    expect(await run()).toEqual(expected);
  });
});

/** Moments that pass the check and cannot be read afterwards. */
function brokenHalfway(): ReturnType<typeof selfTestParameters> {
  const moments = selfTestParameters();
  const check = moments.get.bind(moments);
  let reads = 0;
  moments.get = (name) => {
    reads += 1;
    if (reads > moments.size) throw new Error('The disk was pulled out.');
    return check(name);
  };
  return moments;
}
