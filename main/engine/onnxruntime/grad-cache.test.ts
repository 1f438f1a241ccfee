/** The gradient of a batch in parts is that of the batch. */
import { describe, expect, it } from 'vitest';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import type { TrainingBatch, TrainingOptions } from '../executor.ts';
import { formulaValue, selfTestConfig } from '../self-test-model.ts';
import { isFrozen } from '../training-options.ts';
import { OnnxRuntimeExecutor } from './executor.ts';
import { gradCachePass } from './grad-cache-pass.ts';
import { type GradientPass, wholeBatchPass } from './gradient-pass.ts';
import { ParameterStore } from './parameter-store.ts';

const BATCH = 32;
const { image, text } = selfTestConfig;
const options: TrainingOptions = {
  batchSize: BATCH,
  microBatch: 8,
  textLength: text.contextLength,
  optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 },
};
const batch: TrainingBatch = {
  images: Float32Array.from({ length: BATCH * 3 * image.imageSize ** 2 }, (_, index) =>
    formulaValue(3, index),
  ),
  // Texts of different lengths.
  tokenIds: Int32Array.from({ length: BATCH * text.contextLength }, (_, index) => {
    const [row, column] = [Math.floor(index / text.contextLength), index % text.contextLength];
    return column > 2 + (row % (text.contextLength - 2))
      ? 0
      : 1 + ((index * 7 + row) % (text.vocabularySize - 1));
  }),
};

type MakePass = typeof wholeBatchPass;

async function gradientsOf(makePass: MakePass, changes: Partial<TrainingOptions>) {
  const changed = { ...options, ...changes };
  const store = new ParameterStore(parameterShapes(selfTestConfig), (name) => isFrozen(changed, name));
  store.write(store.parameters, initialParameters(selfTestConfig, 5));
  // What an earlier step left must not be added to.
  store.gradients.fill(7);
  const pass: GradientPass = await makePass(selfTestConfig, changed, store, { threads: 1, cache: undefined });
  await pass.run(batch);
  const loss = await pass.run(batch);
  await pass.dispose();
  return { loss, gradients: store.read(store.gradients) };
}

describe('GradCache', () => {
  it.each([
    { frozen: [] },
    { frozen: ['visual.'] },
    { frozen: ['text.transformer.embeddings', 'logit_scale'] },
  ])('gives the gradients of 32 pairs from four times 8, without $frozen', async ({ frozen }) => {
    const whole = await gradientsOf(wholeBatchPass, { frozen });
    const parts = await gradientsOf(gradCachePass, { frozen });
    expect(Math.abs(parts.loss - whole.loss)).toBeLessThan(1e-6);
    expect([...parts.gradients.keys()]).toEqual([...whole.gradients.keys()]);
    // Relative to the gradient's own size, but for those that are zero in theory (of key biases) and hold rounding.
    const norms = new Map([...whole.gradients].map(([name, { data }]) => [name, Math.hypot(...data)]));
    const smallest = 1e-5 * Math.max(...norms.values());
    const errors = [...parts.gradients].map(([name, { data }]) => {
      const expected = whole.gradients.get(name)!.data;
      const difference = Math.hypot(...data.map((value, index) => value - expected[index]!));
      return { name, error: difference / Math.max(norms.get(name)!, smallest) };
    });
    expect(errors.filter(({ error }) => !(error < 1e-5))).toEqual([]);
  });

  it('refuses parts that do not make up the batch', async () => {
    const executor = new OnnxRuntimeExecutor({ threads: 1 });
    await expect(
      executor.compileTraining(selfTestConfig, { ...options, microBatch: 5 }),
    ).rejects.toMatchObject({ code: 'invalid-input', remedy: 'Let microBatch divide batchSize.' });
  });
});
