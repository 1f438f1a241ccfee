/** Programs that look inside a model, run once on an engine. For tests only. */
import type * as tf from '@tensorflow/tfjs-core';
import type { EngineName } from '#app/domain/engine.ts';
import { imageFeatures, textFeatures } from '#app/ml/clip/programs.ts';
import { GRADIENT_PREFIX, traceTraining } from './programs/traced-programs.ts';
import { runGraph, type TestModel } from './test-run-graph.ts';
import type { TensorSpec } from './trace/graph.ts';
import { trace } from './trace/tracer.ts';

/** Intermediate results of the two golden items: the first two images, and texts 1 and 6. */
export async function activations(
  engine: EngineName,
  model: TestModel,
  images: Float32Array,
  tokenIds: Int32Array,
): Promise<Map<string, Float32Array>> {
  const { config, parameters } = model;
  const { imageSize } = config.image;
  const { contextLength } = config.text;
  const specs = new Map<string, TensorSpec>();
  for (const [name, { shape }] of parameters) specs.set(name, { shape, dtype: 'float32' });
  specs.set('images', { shape: [2, 3, imageSize, imageSize], dtype: 'float32' });
  specs.set('tokenIds', { shape: [2, contextLength], dtype: 'int32' });
  const graph = await trace(specs, (given) => {
    const observed: Record<string, tf.Tensor> = {};
    const observe = (name: string, value: tf.Tensor): void => {
      observed[name] = value;
    };
    imageFeatures(config, given, given['images']!, observe);
    textFeatures(config, given, given['tokenIds']!, observe);
    return observed;
  });
  const texts = [1, 6].flatMap((row) => [
    ...tokenIds.subarray(row * contextLength, (row + 1) * contextLength),
  ]);
  const firstTwo = images.subarray(0, 2 * 3 * imageSize * imageSize);
  return runGraph(engine, graph, model, firstTwo, Int32Array.from(texts));
}

export async function lossAndGradients(
  engine: EngineName,
  model: TestModel,
  images: Float32Array,
  tokenIds: Int32Array,
  batchSize: number,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  const textLength = tokenIds.length / batchSize;
  const graph = await traceTraining(model.config, { batchSize, textLength }, () => true);
  const results = await runGraph(engine, graph, model, images, tokenIds);
  const gradients = [...results].filter(([name]) => name.startsWith(GRADIENT_PREFIX));
  return {
    loss: results.get('loss')![0]!,
    gradients: new Map(gradients.map(([name, values]) => [name.slice(GRADIENT_PREFIX.length), values])),
  };
}
