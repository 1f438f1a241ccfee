/** The small reference model against open_clip, timm and transformers, on every engine there is. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { zeroMoments } from '#app/ml/clip/initialise.ts';
import { isFloatTensor } from '#app/ml/tensor-data.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor } from './executor.ts';
import type { ModelToSave } from './model-folder.ts';
import { importModel } from './import-model.ts';
import {
  maxAbsolute,
  ParityTable,
  readFloats,
  readTensors,
  relativeL2,
  tensorNamed,
  toInt32,
} from './test-golden.ts';

import { openExecutor } from './open-executor.ts';
import { activations, lossAndGradients } from './test-graphs.ts';

const WORD_EMBEDDINGS = 'text.transformer.embeddings.word_embeddings.weight';
const BATCH = 8;

const hasGolden = sharedPath('golden/tiny-biomedclip') !== undefined;

describe.skipIf(!hasGolden).each(installedEngines())('tiny-biomedclip on %s', (engine) => {
  const table = new ParityTable(`tiny-biomedclip, ${engine} against open_clip`);
  let folder: string;
  let model: ModelToSave;
  let executor: Executor;
  let images: Float32Array;
  let tokenIds: Int32Array;

  beforeAll(async () => {
    folder = requireShared('golden/tiny-biomedclip');
    model = await importModel(folder);
    executor = await openExecutor(engineOptions(engine, 2));
    images = tensorNamed(readFloats(folder, 'outputs.safetensors'), 'images').data;
    tokenIds = toInt32(tensorNamed(readTensors(folder, 'outputs.safetensors'), 'input_ids'));
  });

  afterAll(async () => {
    table.print();
    await executor.dispose();
  });

  it('gives the features, the logits and the temperature of the reference', async () => {
    const golden = readFloats(folder, 'outputs.safetensors');
    const inference = await executor.compileInference(model.config, model.parameters);
    const image = await inference.encodeImages(images, BATCH);
    const text = await inference.encodeTexts(tokenIds, BATCH);
    for (const [name, features] of [
      ['image_features', image],
      ['text_features', text],
    ] as const) {
      const error = maxAbsolute(features, tensorNamed(golden, name).data);
      expect(table.note(name, error, 2e-6)).toBeLessThan(2e-6);
    }
    expect(inference.logitScale).toBeCloseTo(tensorNamed(golden, 'logit_scale_exp').data[0]!, 5);
    const logits = similarities(image, text, inference.logitScale);
    const error = maxAbsolute(logits, tensorNamed(golden, 'logits_per_image').data);
    expect(table.note('logits_per_image', error, 2e-5)).toBeLessThan(2e-5);
    await inference.dispose();
  });

  it('gives the same features for any batch and for texts without their padding', async () => {
    const inference = await executor.compileInference(model.config, model.parameters);
    const all = await inference.encodeTexts(tokenIds, BATCH);
    const { imageSize } = model.config.image;
    const pixels = 3 * imageSize * imageSize;
    const wholeImages = await inference.encodeImages(images, BATCH);
    for (let row = 0; row < BATCH; row++) {
      const alone = await inference.encodeTexts(tokenIds.subarray(row * 256, row * 256 + 256), 1);
      expect(maxAbsolute(alone, all.subarray(row * 32, row * 32 + 32))).toBeLessThan(1e-6);
      const image = await inference.encodeImages(images.subarray(row * pixels, (row + 1) * pixels), 1);
      expect(maxAbsolute(image, wholeImages.subarray(row * 32, row * 32 + 32))).toBeLessThan(1e-6);
    }
    await inference.dispose();
  });

  it('gives the activations of every block', async () => {
    const golden = readFloats(folder, 'activations.safetensors');
    const found = await activations(engine, model, images, tokenIds);
    const expectClose = (name: string, values: Float32Array, expected: ArrayLike<number>): void => {
      expect(table.note(name, relativeL2(values, expected), 1e-5)).toBeLessThan(1e-5);
    };
    expect(found.size).toBe(golden.size);
    for (const [name, { shape, data }] of golden) {
      const whole = found.get(name);
      if (whole !== undefined) expectClose(name, whole, data);
      // The last block computes the class token alone.
      else
        expectClose(
          `${name}.cls`,
          found.get(`${name}.cls`)!,
          firstOfEach(data, shape[1]! * shape[2]!, shape[2]!),
        );
    }
  });

  it('gives the loss and every gradient', async () => {
    const golden = readTensors(folder, 'gradients.safetensors');
    const { loss, gradients } = await lossAndGradients(engine, model, images, tokenIds, BATCH);
    const expectedLoss = tensorNamed(readFloats(folder, 'outputs.safetensors'), 'loss').data[0]!;
    expect(table.note('loss', Math.abs(loss - expectedLoss), 2e-6)).toBeLessThan(2e-6);
    expect(gradients.size).toBe(model.parameters.size);
    const [keyBiases, others] = [
      [...gradients].filter(isKeyBias),
      [...gradients].filter((one) => !isKeyBias(one)),
    ];
    // Zero in theory: what is there is rounding.
    for (const [, gradient] of keyBiases) {
      expect(maxAbsolute(gradient, new Float32Array(gradient.length))).toBeLessThan(1e-7);
    }
    const errors = others.map(([name, gradient]) => {
      const expected =
        name === WORD_EMBEDDINGS ? denseRows(golden, name, gradient.length) : tensorNamed(golden, name).data;
      return { name, error: relativeL2(gradient, Float32Array.from(expected, Number)) };
    });
    expect(errors.filter(({ error }) => !(error < 1e-5))).toEqual([]);
    const worst = errors.toSorted((a, b) => b.error - a.error)[0]!;
    table.note(`gradients, worst: ${worst.name.slice(-28)}`, worst.error, 1e-5);
  });

  it('follows the reference for 20 AdamW steps', async () => {
    const recipe = training.parse(JSON.parse(readFileSync(join(folder, 'training.json'), 'utf8')));
    const step = await executor.compileTraining(model.config, {
      batchSize: BATCH,
      textLength: 256,
      optimizer: { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 },
    });
    await step.writeState({
      parameters: model.parameters,
      firstMoments: zeroMoments(model.config),
      secondMoments: zeroMoments(model.config),
      step: 0,
    });
    let worstLoss = 0;
    for (const row of recipe.float32) {
      const result = await step.run({ images, tokenIds }, { learningRate: row.lr, step: row.step + 1 });
      worstLoss = Math.max(worstLoss, Math.abs(result.loss - row.loss));
      expect(Math.log(result.logitScale)).toBeCloseTo(row.logit_scale_after, 6);
      expect(Math.abs(result.gradNorm / row.grad_l2 - 1)).toBeLessThan(1e-4);
    }
    expect(table.note('loss over 20 AdamW steps', worstLoss, 1e-5)).toBeLessThan(1e-5);
    const { parameters, step: done } = await step.readState();
    expect(done).toBe(20);
    let worst = 0;
    for (const [name, { data }] of readFloats(folder, 'final_parameters.safetensors')) {
      if (name.includes('#')) continue;
      worst = Math.max(worst, relativeL2(tensorNamed(parameters, name).data, data));
    }
    // The reference's own float32 run is 1.9e-4 from its float64 run here.
    expect(table.note('parameters after 20 steps', worst, 4e-4)).toBeLessThan(4e-4);
    // Rows of words that never occur only decay.
    const unused = recipe.float32.reduce((factor, { lr }) => factor * (1 - lr * 0.2), 1);
    const before = tensorNamed(model.parameters, WORD_EMBEDDINGS).data;
    const after = tensorNamed(parameters, WORD_EMBEDDINGS).data;
    const used = new Set(tokenIds);
    const row = Array.from({ length: 8000 }, (_, id) => id).find((id) => !used.has(id))!;
    for (let column = 0; column < 64; column++) {
      expect(after[row * 64 + column]! / before[row * 64 + column]!).toBeCloseTo(unused, 6);
    }
    await step.dispose();
  });
});

const isKeyBias = ([name]: readonly [string, Float32Array]): boolean =>
  name.endsWith('attention.self.key.bias');

const training = z.object({
  float32: z.array(
    z.object({
      step: z.number(),
      lr: z.number(),
      loss: z.number(),
      grad_l2: z.number(),
      logit_scale_after: z.number(),
    }),
  ),
});

/** logits_per_image [images, texts] */
function similarities(image: Float32Array, text: Float32Array, logitScale: number): Float32Array {
  const embedDim = image.length / BATCH;
  return Float32Array.from({ length: BATCH * BATCH }, (_, index) => {
    const [i, j] = [Math.floor(index / BATCH) * embedDim, (index % BATCH) * embedDim];
    let dot = 0;
    for (let k = 0; k < embedDim; k++) dot += image[i + k]! * text[j + k]!;
    return logitScale * dot;
  });
}

/** The first `length` values of every run of `stride`. */
function firstOfEach(values: Float32Array, stride: number, length: number): Float32Array {
  return values.filter((_, index) => index % stride < length);
}

/** A gradient stored as the rows that are not zero. */
function denseRows(golden: ReturnType<typeof readTensors>, name: string, length: number): Float32Array {
  const rows = tensorNamed(golden, `${name}#rows`).data;
  const values = tensorNamed(golden, `${name}#values`);
  const width = values.shape[1]!;
  const dense = new Float32Array(length);
  if (isFloatTensor(values)) {
    rows.forEach((row, index) =>
      dense.set(values.data.subarray(index * width, (index + 1) * width), Number(row) * width),
    );
  }
  return dense;
}
