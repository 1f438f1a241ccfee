/** Runs graphs of a model once and returns everything they compute. For tests only. */
import type * as tf from '@tensorflow/tfjs-core';
import { Tensor } from 'onnxruntime-node';
import { imageFeatures, textFeatures } from '#app/ml/clip/programs.ts';
import type { ModelToSave } from './model-folder.ts';
import { lower } from './onnx/lowering.ts';
import { createSession, floatTensor, runSession } from './onnxruntime/session.ts';
import { GRADIENT_PREFIX, traceTraining } from './onnxruntime/traced-programs.ts';
import type { Graph, TensorSpec } from './trace/graph.ts';
import { trace } from './trace/tracer.ts';

export type TestModel = Pick<ModelToSave, 'config' | 'parameters'>;

/** Intermediate results of the two golden items: the first two images, and texts 1 and 6. */
export async function activations(
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
  return runGraph(graph, model, images.subarray(0, 2 * 3 * imageSize * imageSize), Int32Array.from(texts));
}

export async function lossAndGradients(
  model: TestModel,
  images: Float32Array,
  tokenIds: Int32Array,
  batchSize: number,
): Promise<{ loss: number; gradients: Map<string, Float32Array> }> {
  const textLength = tokenIds.length / batchSize;
  const graph = await traceTraining(model.config, { batchSize, textLength }, () => true);
  const results = await runGraph(graph, model, images, tokenIds);
  const gradients = [...results].filter(([name]) => name.startsWith(GRADIENT_PREFIX));
  return {
    loss: results.get('loss')![0]!,
    gradients: new Map(gradients.map(([name, values]) => [name.slice(GRADIENT_PREFIX.length), values])),
  };
}

/** Runs a graph of parameters, images and tokenIds; its outputs by name. */
export async function runGraph(
  graph: Graph,
  { config, parameters }: TestModel,
  images: Float32Array,
  tokenIds: Int32Array,
): Promise<Map<string, Float32Array>> {
  const session = await createSession(lower(graph).encode(), { threads: 2, memoryPattern: false });
  const { imageSize } = config.image;
  const batch = images.length / (3 * imageSize * imageSize);
  const feeds: Record<string, Tensor> = {};
  for (const [name, { data, shape }] of parameters)
    if (graph.inputs.has(name)) feeds[name] = floatTensor(data, shape);
  feeds['images'] = floatTensor(images, [batch, 3, imageSize, imageSize]);
  feeds['tokenIds'] = new Tensor('int32', tokenIds, [batch, tokenIds.length / batch]);
  const outputs = Object.fromEntries([...graph.outputs.keys()].map((name) => [name, null]));
  const results = await runSession(session, feeds, outputs);
  await session.release();
  const arrays = new Map<string, Float32Array>();
  for (const [name, value] of Object.entries(results)) {
    if (value instanceof Tensor && value.data instanceof Float32Array) arrays.set(name, value.data);
  }
  return arrays;
}
