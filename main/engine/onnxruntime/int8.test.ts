/** int8 sessions on the small model of the self-test, with and without a cache. */
import { mkdtemp, readdir, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeSafetensors } from '#app/ml/tensor-file.ts';
import { compareToFp32, type PrecisionProbes } from '../precision-report.ts';
import {
  SELF_TEST_BATCH,
  selfTestConfig,
  selfTestImages,
  selfTestParameters,
  selfTestTokenIds,
} from '../self-test-model.ts';
import { openWeightsFile } from '../weights-file.ts';
import { OnnxRuntimeExecutor } from './executor.ts';
import { quantiseWeight } from './int8-weights.ts';

const probes: PrecisionProbes = {
  rows: SELF_TEST_BATCH,
  images: selfTestImages(),
  tokenIds: selfTestTokenIds(),
};

describe('quantiseWeight', () => {
  it('gives every output a scale of its own and turns the matrix round', () => {
    const data = Float32Array.of(1, -2, 0.5, 0, 0, 0, 0.02, 0.013, -0.005);
    const { values, scales } = quantiseWeight({ shape: [3, 3], data });
    expect([...scales]).toEqual([Math.fround(2 / 127), 0, Math.fround(0.02 / 127)].map(closeTo));
    expect([...values]).toEqual([64, 0, 127, -127, 0, 83, 32, 0, -32]);
  });
});

const closeTo = (value: number): unknown => expect.closeTo(value, 7);

describe('int8 inference on ONNX Runtime', () => {
  let folder: string;
  let weights: string;
  let cacheFolder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'figscope-int8-'));
    cacheFolder = join(folder, 'cache');
    weights = join(folder, 'model.safetensors');
    await writeFile(weights, writeSafetensors(selfTestParameters()));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Features of the weights in the file, in int8, by an executor of its own. */
  async function features(): Promise<number[]> {
    const executor = new OnnxRuntimeExecutor({ threads: 1, cacheFolder });
    const model = await executor.compileInference(selfTestConfig, await openWeightsFile(weights), {
      precision: 'int8',
    });
    const image = await model.encodeImages(probes.images, probes.rows);
    const text = await model.encodeTexts(probes.tokenIds, probes.rows);
    await executor.dispose();
    return [...image, ...text];
  }

  it('is close to float32, and not the same', async () => {
    const executor = new OnnxRuntimeExecutor({ threads: 1 });
    expect(executor.precisions).toEqual(['fp32', 'int8']);
    const fp32 = await executor.compileInference(selfTestConfig, selfTestParameters());
    const int8 = await executor.compileInference(selfTestConfig, selfTestParameters(), { precision: 'int8' });
    const { images, texts } = await compareToFp32(int8, fp32, probes);
    for (const { min, mean } of [images, texts]) {
      expect(min).toBeGreaterThan(0.999);
      expect(mean).toBeLessThan(1 - 1e-7);
    }
    expect(int8.logitScale).toBe(fp32.logitScale);
    await executor.dispose();
  });

  it('gives the same from memory, into the cache and out of the cache', async () => {
    const executor = new OnnxRuntimeExecutor({ threads: 1 });
    const model = await executor.compileInference(selfTestConfig, selfTestParameters(), {
      precision: 'int8',
    });
    const expected = [
      ...(await model.encodeImages(probes.images, probes.rows)),
      ...(await model.encodeTexts(probes.tokenIds, probes.rows)),
    ];
    await executor.dispose();
    expect(await features()).toEqual(expected);
    const kept = await readdir(cacheFolder);
    expect(kept).toHaveLength(4); // graph and weights of two towers
    expect(await features()).toEqual(expected);
    expect((await readdir(cacheFolder)).toSorted()).toEqual(kept.toSorted());
  });

  it('makes again what is damaged in the cache', async () => {
    const expected = await features();
    for (const name of await readdir(cacheFolder)) await truncate(join(cacheFolder, name), 40);
    expect(await features()).toEqual(expected);
  });

  it('notices weights that were replaced under the same name', async () => {
    const before = await features();
    const changed = selfTestParameters();
    changed.get('visual.head.proj.weight')!.data[0]! += 1;
    await writeFile(weights, writeSafetensors(changed));
    const past = new Date(2020, 1, 1);
    await utimes(weights, past, past);
    expect(await features()).not.toEqual(before);
  });

  it('refuses bf16 by name', async () => {
    const executor = new OnnxRuntimeExecutor({ threads: 1 });
    await expect(
      executor.compileInference(selfTestConfig, selfTestParameters(), { precision: 'bf16' }),
    ).rejects.toMatchObject({ code: 'unsupported', remedy: 'Use one of: fp32, int8.' });
    const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };
    await expect(
      executor.compileTraining(selfTestConfig, {
        batchSize: 2,
        textLength: 10,
        optimizer,
        precision: 'bf16',
      }),
    ).rejects.toThrow('does not compute in bf16');
  });
});
