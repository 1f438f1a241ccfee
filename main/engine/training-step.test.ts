/** What a training step promises beside its numbers, on the small model of the self-test. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zeroMoments } from '#app/ml/clip/initialise.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor, TrainingBatch, TrainingOptions, TrainingState, TrainingStep } from './executor.ts';
import { openExecutor } from './open-executor.ts';
import {
  SELF_TEST_BATCH,
  selfTestConfig,
  selfTestImages,
  selfTestParameters,
  selfTestTokenIds,
} from './self-test-model.ts';

const options: TrainingOptions = {
  batchSize: SELF_TEST_BATCH,
  textLength: 10,
  optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 },
};
const batch: TrainingBatch = { images: selfTestImages(), tokenIds: selfTestTokenIds() };
const fresh = (): TrainingState => ({
  parameters: selfTestParameters(),
  firstMoments: zeroMoments(selfTestConfig),
  secondMoments: zeroMoments(selfTestConfig),
  step: 0,
});
const values = (tensors: FloatTensors, name: string): number[] => [...(tensors.get(name)?.data ?? [])];

describe.each(installedEngines())('a training step on %s', (engine) => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await openExecutor(engineOptions(engine, 1));
  });
  afterAll(() => executor.dispose());

  const compile = (changes: Partial<TrainingOptions> = {}): Promise<TrainingStep> =>
    executor.compileTraining(selfTestConfig, { ...options, ...changes });

  it('learns the batch', async () => {
    const step = await compile();
    await step.writeState(fresh());
    const losses: number[] = [];
    for (let number = 1; number <= 30; number++) {
      const { loss } = await step.run(batch, { learningRate: 0.01, step: number });
      losses.push(loss);
    }
    expect(losses.at(-1)!).toBeLessThan(0.1 * losses[0]!);
    await step.dispose();
  });

  it('goes on from a saved state as if nothing had happened', async () => {
    const straight = await compile();
    await straight.writeState(fresh());
    for (let number = 1; number <= 3; number++)
      await straight.run(batch, { learningRate: 0.01, step: number });
    const saved = await straight.readState();
    expect(saved.step).toBe(3);
    const resumed = await compile();
    await resumed.writeState(saved);
    for (let number = 4; number <= 6; number++) {
      const expected = await straight.run(batch, { learningRate: 0.01, step: number });
      expect(await resumed.run(batch, { learningRate: 0.01, step: number })).toEqual(expected);
    }
    expect(await resumed.readState()).toEqual(await straight.readState());
    expect(await resumed.readPart('parameters')).toEqual((await straight.readState()).parameters);
    // What was read is a copy: training went on without it.
    expect(saved.parameters).not.toEqual((await straight.readState()).parameters);
  });

  it('takes empty maps of moments as zeros', async () => {
    const [one, other] = [await compile(), await compile()];
    await one.writeState(fresh());
    await other.run(batch, { learningRate: 0.01, step: 1 }).catch(() => undefined);
    await other.writeState({ ...fresh(), firstMoments: new Map(), secondMoments: new Map() });
    const settings = { learningRate: 0.01, step: 1 };
    expect(await other.run(batch, settings)).toEqual(await one.run(batch, settings));
    expect(await other.readState()).toEqual(await one.readState());
  });

  it('leaves frozen parameters alone and trains the others', async () => {
    const step = await compile({ frozen: ['visual.trunk.', 'logit_scale'] });
    await step.writeState(fresh());
    await step.run(batch, { learningRate: 0.01, step: 1 });
    const { parameters, firstMoments } = await step.readState();
    const before = selfTestParameters();
    for (const [name, { data }] of before) {
      const frozen = name.startsWith('visual.trunk.') || name === 'logit_scale';
      const same = values(parameters, name).every((value, index) => value === data[index]);
      // Adam gives a step of the learning rate's size to whatever has a gradient; key biases have none but noise.
      expect(same).toBe(frozen);
      expect(values(firstMoments, name).every((value) => value === 0)).toBe(frozen);
    }
    await expect(compile({ frozen: ['visual.', 'text.', 'logit_scale'] })).rejects.toMatchObject({
      code: 'invalid-input',
    });
  });

  it('clips the gradient to a global norm', async () => {
    const [free, clipped] = [
      await compile(),
      await compile({ optimizer: { ...options.optimizer, maxGradNorm: 0.5 } }),
    ];
    for (const step of [free, clipped]) await step.writeState(fresh());
    const settings = { learningRate: 0, step: 1 };
    const { gradNorm } = await free.run(batch, settings);
    expect(gradNorm).toBeGreaterThan(0.5);
    expect((await clipped.run(batch, settings)).gradNorm).toBeCloseTo(gradNorm, 5);
    const norm = (tensors: FloatTensors): number =>
      Math.sqrt(
        [...tensors.values()].reduce((sum, { data }) => sum + data.reduce((s, x) => s + x * x, 0), 0),
      );
    expect(norm((await free.readState()).firstMoments)).toBeCloseTo(0.1 * gradNorm, 5);
    expect(norm((await clipped.readState()).firstMoments)).toBeCloseTo(0.1 * 0.5, 5);
  });

  it('changes nothing when the gradient is not finite', async () => {
    const step = await compile();
    await step.writeState(fresh());
    const images = selfTestImages();
    images[5] = Number.NaN;
    const { gradNorm } = await step.run({ ...batch, images }, { learningRate: 0.01, step: 1 });
    expect(gradNorm).toBeNaN();
    const { parameters, step: done } = await step.readState();
    expect(done).toBe(0);
    expect(new Map(parameters)).toEqual(selfTestParameters());
  });

  it('keeps the temperature between 1 and 100', async () => {
    const step = await compile();
    for (const [start, expected] of [
      [9, 100],
      [-1, 1],
    ] as const) {
      const state = fresh();
      const parameters = new Map([
        ...state.parameters,
        ['logit_scale', { shape: [], data: Float32Array.of(start) }],
      ]);
      await step.writeState({ ...state, parameters });
      const { logitScale } = await step.run(batch, { learningRate: 1e-9, step: 1 });
      expect(logitScale).toBeCloseTo(expected, 4);
    }
  });

  it('refuses to run before it has a state, and batches that do not fit', async () => {
    const step = await compile();
    const settings = { learningRate: 0.01, step: 1 };
    await expect(step.run(batch, settings)).rejects.toMatchObject({ code: 'conflict' });
    await step.writeState(fresh());
    const short = { ...batch, images: batch.images.subarray(1) };
    await expect(step.run(short, settings)).rejects.toMatchObject({ code: 'invalid-input' });
    const alien = { ...batch, tokenIds: batch.tokenIds.with(0, 40) };
    await expect(step.run(alien, settings)).rejects.toThrow('token id 40');
    await expect(compile({ textLength: 11 })).rejects.toMatchObject({ code: 'invalid-input' });
    await expect(compile({ batchSize: 0 })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('refuses a state of another model and keeps the one it has', async () => {
    const step = await compile();
    await step.writeState(fresh());
    const state = fresh();
    const misshapen = new Map([
      ...state.secondMoments,
      ['logit_scale', { shape: [2], data: new Float32Array(2) }],
    ]);
    const incomplete = new Map([...state.firstMoments].slice(1));
    const changed = new Map([...state.parameters, ['logit_scale', { shape: [], data: Float32Array.of(1) }]]);
    for (const wrong of [{ secondMoments: misshapen }, { firstMoments: incomplete }]) {
      const refused = step.writeState({ ...state, parameters: changed, ...wrong });
      await expect(refused).rejects.toMatchObject({
        code: 'invalid-input',
        facts: { tensor: 'logit_scale' },
      });
    }
    expect(values(await step.readPart('parameters'), 'logit_scale')).toEqual(
      values(fresh().parameters, 'logit_scale'),
    );
  });
});
