import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeSafetensors } from '#app/ml/tensor-file.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor, InferenceModel } from './executor.ts';
import { openExecutor } from './open-executor.ts';
import { selfTestConfig, selfTestImages, selfTestParameters, selfTestTokenIds } from './self-test-model.ts';
import { maxAbsolute } from './test-golden.ts';
import { openWeightsFile } from './weights-file.ts';
import { longestText, trimPadding } from './text-batch.ts';

describe.each(installedEngines())('an inference model on %s', (engine) => {
  let executor: Executor;
  let model: InferenceModel;
  let folder: string;
  beforeAll(async () => {
    executor = await openExecutor(engineOptions(engine, 1));
    model = await executor.compileInference(selfTestConfig, selfTestParameters());
    folder = await mkdtemp(join(tmpdir(), 'figscope-inference-'));
  });
  afterAll(async () => {
    await executor.dispose();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives unit vectors', async () => {
    for (const features of [
      await model.encodeImages(selfTestImages(), 3),
      await model.encodeTexts(selfTestTokenIds(), 3),
    ]) {
      for (let row = 0; row < 3; row++) {
        const length = features.subarray(row * 8, row * 8 + 8).reduce((sum, value) => sum + value * value, 0);
        expect(length).toBeCloseTo(1, 6);
      }
    }
    expect(model.logitScale).toBeCloseTo(Math.exp(selfTestParameters().get('logit_scale')!.data[0]!), 6);
  });

  it('gives a text the same features whatever is batched or padded with it', async () => {
    const tokenIds = selfTestTokenIds();
    const together = await model.encodeTexts(tokenIds, 3);
    for (const [row, length] of [
      [0, 10],
      [1, 6],
      [2, 3],
    ] as const) {
      for (const padded of [length, Math.min(10, length + 2), 10]) {
        const alone = await model.encodeTexts(tokenIds.slice(row * 10, row * 10 + padded), 1);
        expect(maxAbsolute(alone, together.subarray(row * 8, row * 8 + 8))).toBeLessThan(1e-6);
      }
    }
  });

  it.each(['F32', 'F16', 'BF16'] as const)('reads its weights from a file of %s', async (floatType) => {
    const path = join(folder, `${floatType}.safetensors`);
    await writeFile(path, writeSafetensors(selfTestParameters(), { floatType }));
    const fromFile = await executor.compileInference(selfTestConfig, await openWeightsFile(path));
    const bars = { F32: 0, F16: 2e-3, BF16: 2e-2 };
    const images = await fromFile.encodeImages(selfTestImages(), 3);
    const texts = await fromFile.encodeTexts(selfTestTokenIds(), 3);
    expect(maxAbsolute(images, await model.encodeImages(selfTestImages(), 3))).toBeLessThanOrEqual(
      bars[floatType],
    );
    expect(maxAbsolute(texts, await model.encodeTexts(selfTestTokenIds(), 3))).toBeLessThanOrEqual(
      bars[floatType],
    );
    expect(Math.abs(fromFile.logitScale / model.logitScale - 1)).toBeLessThanOrEqual(bars[floatType]);
    await fromFile.dispose();
  });

  it('refuses weights of another model, naming what does not fit', async () => {
    const parameters = selfTestParameters();
    parameters.delete('text.proj.0.weight');
    parameters.set('text.pooler.bias', { shape: [1], data: new Float32Array(1) });
    parameters.set('visual.trunk.norm.bias', { shape: [5], data: new Float32Array(5) });
    await expect(executor.compileInference(selfTestConfig, parameters)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('1 missing (text.proj.0.weight), 1 not known (text.pooler.bias)'),
      facts: {
        missing: ['text.proj.0.weight'],
        extra: ['text.pooler.bias'],
        misshapen: [{ tensor: 'visual.trunk.norm.bias', expected: [12], found: [5] }],
      },
    });
  });

  it('refuses inputs that do not fit', async () => {
    await expect(async () => model.encodeImages(new Float32Array(7), 1)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(async () => model.encodeTexts(new Int32Array(11), 1)).rejects.toThrow('up to 10');
    await expect(async () => model.encodeTexts(new Int32Array(7), 2)).rejects.toMatchObject({
      code: 'invalid-input',
    });
    await expect(async () => model.encodeTexts(Int32Array.of(2, 99), 1)).rejects.toThrow('token id 99');
  });
});

describe('trimPadding', () => {
  it('drops the columns that are padding in every text', () => {
    const tokenIds = Int32Array.of(2, 5, 3, 0, 0, 2, 3, 0, 0, 0);
    expect(longestText(tokenIds, 2)).toBe(3);
    expect(trimPadding(tokenIds, 2)).toEqual(Int32Array.of(2, 5, 3, 2, 3, 0));
    expect(trimPadding(new Int32Array(4), 2)).toEqual(new Int32Array(2));
    const full = Int32Array.of(2, 5, 3);
    expect(trimPadding(full, 1)).toBe(full);
  });
});
