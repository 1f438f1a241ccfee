/** A step in parts is the step of the whole batch, on every engine there is. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor, StepResult, TrainingOptions } from './executor.ts';
import { openExecutor } from './open-executor.ts';
import { formulaValue, selfTestConfig, selfTestParameters } from './self-test-model.ts';
import { relativeL2 } from './test-golden.ts';

const BATCH = 24;
const { image, text } = selfTestConfig;
const batch = {
  images: Float32Array.from({ length: BATCH * 3 * image.imageSize ** 2 }, (_, i) => formulaValue(3, i)),
  tokenIds: Int32Array.from({ length: BATCH * text.contextLength }, (_, i) => {
    const [row, column] = [Math.floor(i / text.contextLength), i % text.contextLength];
    return column > 2 + (row % 7) ? 0 : 1 + ((i * 7 + row) % (text.vocabularySize - 1));
  }),
};

describe.each(installedEngines())('a step in parts on %s', (engine) => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await openExecutor(engineOptions(engine, 1));
  });
  afterAll(() => executor.dispose());

  async function threeSteps(changes: Partial<TrainingOptions>) {
    const step = await executor.compileTraining(selfTestConfig, {
      batchSize: BATCH,
      textLength: text.contextLength,
      optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2, maxGradNorm: 1 },
      ...changes,
    });
    const none = new Map();
    const parameters = selfTestParameters();
    await step.writeState({ parameters, firstMoments: none, secondMoments: none, step: 0 });
    const results: StepResult[] = [];
    for (let number = 1; number <= 3; number++)
      results.push(await step.run(batch, { learningRate: 1e-3, step: number }));
    const state = await step.readState();
    await step.dispose();
    return { results, state };
  }

  it.each<[string, Partial<TrainingOptions>]>([
    ['all parameters', {}],
    ['one tower alone', { frozen: ['visual.'] }],
    ['everything but the temperature', { frozen: ['logit_scale'] }],
  ])('is the whole step, training %s', async (_, changes) => {
    const whole = await threeSteps(changes);
    const parts = await threeSteps({ ...changes, microBatch: 8 });
    parts.results.forEach(({ loss, gradNorm, logitScale }, index) => {
      const expected = whole.results[index]!;
      expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5);
      expect(Math.abs(gradNorm / expected.gradNorm - 1)).toBeLessThan(1e-4);
      expect(Math.abs(logitScale - expected.logitScale)).toBeLessThan(1e-4);
    });
    for (const [name, { data }] of whole.state.firstMoments) {
      // Zero in theory: what is there is rounding.
      if (name.endsWith('self.key.bias')) continue;
      expect(relativeL2(parts.state.firstMoments.get(name)!.data, data)).toBeLessThan(1e-3);
    }
  });
});
