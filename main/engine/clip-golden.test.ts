/**
 * CLIP's own towers against open_clip, on every engine there is and eagerly on tfjs' plain CPU backend. The expected numbers are
 * made by main/dev/clip-golden.py: a GELU and a QuickGELU model, texts of several lengths and one with two ends.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EngineName } from '#app/domain/engine.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { imageFeatures, lossAndGradients as eagerGradients, textFeatures } from '#app/ml/clip/programs.ts';
import type { FloatTensor } from '#app/ml/tensor-data.ts';
import { readSafetensors } from '#app/ml/tensor-file.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import { configFromOpenClip, openClipConfig } from './open-clip-config.ts';
import { openExecutor } from './open-executor.ts';
import { maxAbsolute, ParityTable, relativeL2, tensorNamed, toInt32 } from './test-golden.ts';
import { lossAndGradients } from './test-graphs.ts';
import { hashParameters } from './test-hash-weights.ts';

const BATCH = 4;
const golden = readSafetensors(readFileSync(join(import.meta.dirname, 'clip-golden.safetensors')));
const pixels = toInt32(tensorNamed(golden.tensors, 'pixels'));
const images = Float32Array.from(pixels, (value) => value / 127.5 - 1);
const tokenIds = toInt32(tensorNamed(golden.tensors, 'tokens'));

interface Found {
  readonly image: Float32Array;
  readonly text: Float32Array;
  readonly logitScale: number;
  readonly loss: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

type Parameters = ReadonlyMap<string, FloatTensor>;

describe.each(['gelu', 'quick-gelu'] as const)("CLIP's own towers with %s", (kind) => {
  const config = configFromOpenClip(kind, {
    openClip: openClipConfig.parse(JSON.parse(golden.metadata[kind]!)),
    bert: undefined,
    vit: undefined,
    lowercase: true,
  });
  const parameters = hashParameters(config);
  const expected = (name: string): ArrayLike<number> =>
    Float32Array.from(tensorNamed(golden.tensors, `${kind}/${name}`).data, Number);
  const table = new ParityTable(`tiny CLIP with ${kind} against open_clip in float64`);
  beforeAll(() => tf.enableProdMode()); // no advertisement on the console
  afterAll(() => table.print());

  it('has the parameters of the reference', () => {
    const prefix = `${kind}/gradient/`;
    const names = [...golden.tensors.keys()].filter((name) => name.startsWith(prefix));
    const shapes = names.map((name) => [name.slice(prefix.length), tensorNamed(golden.tensors, name).shape]);
    expect(Object.fromEntries(parameterShapes(config))).toEqual(Object.fromEntries(shapes));
  });

  it.each([...installedEngines(), 'eager tfjs' as const])(
    'gives the numbers of the reference: %s',
    async (engine) => {
      const found =
        engine === 'eager tfjs'
          ? await eagerly(config, parameters)
          : await onEngine(engine, config, parameters);
      const check = (name: string, error: number, bar: number): void =>
        expect(table.note(`${engine}: ${name}`, error, bar)).toBeLessThan(bar);
      check('image features', maxAbsolute(found.image, expected('image_features')), 2e-6);
      check('text features', maxAbsolute(found.text, expected('text_features')), 2e-6);
      check('logits', maxAbsolute(similarities(found), expected('logits_per_image')), 2e-5);
      check('loss', maxAbsolute([found.loss], expected('loss')), 2e-6);
      const errors = [...parameterShapes(config).keys()].map((name): [string, number] => [
        name,
        relativeL2(found.gradients.get(name)!, expected(`gradient/${name}`)),
      ]);
      const [name, error] = errors.toSorted(([, a], [, b]) => b - a)[0]!;
      check(`worst gradient, ${name}`, error, 1e-5);
    },
  );

  it.each(installedEngines())(
    'gives the same text features for any length that holds the text: %s',
    async (engine) => {
      const executor = await openExecutor(engineOptions(engine, 2));
      const inference = await executor.compileInference(config, parameters);
      const all = await inference.encodeTexts(tokenIds, BATCH);
      for (let row = 0; row < BATCH; row++) {
        const alone = await inference.encodeTexts(tokenIds.subarray(row * 12, row * 12 + 12), 1);
        expect(maxAbsolute(alone, all.subarray(row * 8, row * 8 + 8))).toBeLessThan(1e-6);
      }
      await executor.dispose();
    },
  );
});

async function onEngine(engine: EngineName, config: ModelConfig, parameters: Parameters): Promise<Found> {
  const executor = await openExecutor(engineOptions(engine, 2));
  const inference = await executor.compileInference(config, parameters);
  const image = await inference.encodeImages(images, BATCH);
  const text = await inference.encodeTexts(tokenIds, BATCH);
  const { logitScale } = inference;
  await executor.dispose();
  const training = await lossAndGradients(engine, { config, parameters }, images, tokenIds, BATCH);
  return { image, text, logitScale, ...training };
}

async function eagerly(config: ModelConfig, parameters: Parameters): Promise<Found> {
  await tf.setBackend('cpu');
  const tensors = Object.fromEntries(
    [...parameters].map(([name, { shape, data }]) => [name, tf.tensor(data, [...shape])]),
  );
  const { imageSize } = config.image;
  const batch = {
    images: tf.tensor(images, [BATCH, 3, imageSize, imageSize]),
    tokenIds: tf.tensor(tokenIds, [BATCH, config.text.contextLength], 'int32'),
  };
  const { loss, gradients } = eagerGradients(config, tensors, batch);
  return {
    image: Float32Array.from(imageFeatures(config, tensors, batch.images).dataSync()),
    text: Float32Array.from(textFeatures(config, tensors, batch.tokenIds).dataSync()),
    logitScale: Math.exp(tensors['logit_scale']!.dataSync()[0]!),
    loss: loss.dataSync()[0]!,
    gradients: new Map(
      Object.entries(gradients).map(([name, gradient]) => [name, Float32Array.from(gradient.dataSync())]),
    ),
  };
}

/** logits_per_image [images, texts] */
function similarities({ image, text, logitScale }: Found): Float32Array {
  const width = image.length / BATCH;
  return Float32Array.from({ length: BATCH * BATCH }, (_, index) => {
    const [row, column] = [Math.floor(index / BATCH), index % BATCH];
    let sum = 0;
    for (let k = 0; k < width; k++) sum += image[row * width + k]! * text[column * width + k]!;
    return sum * logitScale;
  });
}
