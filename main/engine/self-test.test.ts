/** The self-test against its oracle: the same programs run eagerly by tfjs on its plain CPU backend. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { imageFeatures, lossAndGradients, textFeatures } from '#app/ml/clip/programs.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import { examineEngine } from './examine-engine.ts';
import type { Executor } from './executor.ts';
import { openExecutor } from './open-executor.ts';
import {
  SELF_TEST_BATCH,
  selfTestConfig,
  selfTestImages,
  selfTestParameters,
  selfTestTokenIds,
} from './self-test-model.ts';
import { selfTestReference as reference } from './self-test-reference.ts';
import {
  agreesIn,
  compareResults,
  computeWith,
  gradientDigest,
  selfTest,
  type SelfTestReference,
} from './self-test.ts';

/** Set to write self-test-reference.ts anew, after a change of the model's definition. */
const rewrite = process.env['FIGSCOPE_WRITE_REFERENCE'] === '1';

describe('selfTest', () => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await openExecutor({ engine: 'onnxruntime', threads: 1 });
  });
  afterAll(() => executor.dispose());

  it('has stored what tfjs computes eagerly', async () => {
    const eager = await computeEagerly();
    if (rewrite) writeReference(eager);
    expect(Object.keys(reference.gradients)).toEqual(Object.keys(eager.gradients));
    expect(compareResults(eager, reference).maxError).toBeLessThan(1e-6);
  });

  it.each(installedEngines())('passes on %s', async (engine) => {
    const tested = await openExecutor(engineOptions(engine, 1));
    const { maxError, where } = compareResults(await computeWith(tested), reference);
    process.stdout.write(
      `self-test, ${engine} against eager tfjs: ${maxError.toExponential(1)} at ${where}\n`,
    );
    expect(maxError).toBeLessThan(1e-5);
    expect(await selfTest(tested)).toMatchObject({ ok: true });
    await tested.dispose();
  });

  it('reports an engine that computes something wrongly, and where', async () => {
    const wrong: Executor = {
      ...executor,
      name: executor.name,
      compileTraining: (...given) => executor.compileTraining(...given),
      compileInference: async (...given) => {
        const model = await executor.compileInference(...given);
        return {
          logitScale: model.logitScale,
          encodeImages: (...images) => model.encodeImages(...images),
          encodeTexts: async (...texts) => (await model.encodeTexts(...texts)).map((value) => value * 1.001),
          dispose: () => model.dispose(),
        };
      },
    };
    const result = await selfTest(wrong);
    expect(result.ok).toBe(false);
    expect(result.reason).toContain('text features');
  });

  it('takes a coarser precision for what its features are', async () => {
    const features = (change: (value: number) => number): Executor => ({
      ...executor,
      name: executor.name,
      compileInference: async (...given) => {
        const model = await executor.compileInference(given[0], given[1]);
        return {
          logitScale: model.logitScale,
          encodeImages: async (...images) => (await model.encodeImages(...images)).map(change),
          encodeTexts: (...texts) => model.encodeTexts(...texts),
          dispose: () => model.dispose(),
        };
      },
    });
    expect(
      await agreesIn(
        features((value) => Math.round(value * 100) / 100),
        'bf16',
      ),
    ).toBe(true);
    expect(
      await agreesIn(
        features((value) => Math.abs(value)),
        'bf16',
      ),
    ).toBe(false);
    expect(
      await agreesIn(
        features(() => Number.NaN),
        'bf16',
      ),
    ).toBe(false);
  });

  it('reports an engine that fails', async () => {
    const broken: Executor = {
      ...executor,
      name: executor.name,
      compileInference: () => Promise.reject(new Error('no such kernel')),
    };
    expect(await selfTest(broken)).toMatchObject({ ok: false, reason: 'no such kernel' });
  });

  it('examines an engine for the doctor', async () => {
    const engine = await examineEngine({ engine: 'onnxruntime', threads: 1 });
    expect(engine).toMatchObject({ name: 'onnxruntime', device: 'cpu', ok: true });
    expect(engine.precision).toContain('fp32');
    expect(engine.speed?.trainingStepMs).toBeGreaterThan(engine.speed?.embeddingMs ?? Number.NaN);
    expect(engine.version).toMatch(/^\d+\.\d+\.\d+/);
  });
});

async function computeEagerly(): Promise<SelfTestReference> {
  tf.enableProdMode(); // no advertisement on the console
  await tf.setBackend('cpu');
  const parameters: Record<string, tf.Tensor> = {};
  for (const [name, { data, shape }] of selfTestParameters()) parameters[name] = tf.tensor(data, [...shape]);
  const images = tf.tensor(selfTestImages(), [SELF_TEST_BATCH, 3, 16, 16]);
  const tokenIds = tf.tensor(selfTestTokenIds(), [SELF_TEST_BATCH, 10], 'int32');
  const { loss, gradients } = lossAndGradients(selfTestConfig, parameters, { images, tokenIds });
  const digests = Object.entries(gradients).map(([name, gradient]): [string, number[]] => [
    name,
    gradientDigest(Float32Array.from(gradient.dataSync())),
  ]);
  return {
    imageFeatures: [...imageFeatures(selfTestConfig, parameters, images).dataSync()],
    textFeatures: [...textFeatures(selfTestConfig, parameters, tokenIds).dataSync()],
    loss: loss.dataSync()[0]!,
    gradients: Object.fromEntries(digests),
  };
}

function writeReference(eager: SelfTestReference): void {
  const source = `/** Computed by self-test.test.ts with tfjs on its plain CPU backend. */\nexport const selfTestReference = ${JSON.stringify(eager)};\n`;
  writeFileSync(join(import.meta.dirname, 'self-test-reference.ts'), source);
}
