/** The programs of app/ml as graphs: parameters and batch by name in, features or loss and gradients by name out. */
import type * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { TensorRecord } from '#app/ml/clip/layers.ts';
import { parameterShapes, towerOf } from '#app/ml/clip/parameters.ts';
import { imageFeatures, lossAndGradients, textFeatures } from '#app/ml/clip/programs.ts';
import type { Graph, TensorSpec } from '../trace/graph.ts';
import { trace } from '../trace/tracer.ts';

/** Gradients are outputs of this prefix and the parameter's name. */
export const GRADIENT_PREFIX = 'gradient/';

export interface BatchShape {
  readonly batchSize: number;
  readonly textLength: number;
}

export function parameterSpecs(
  config: ModelConfig,
  isNeeded: (name: string) => boolean = () => true,
): Map<string, TensorSpec> {
  const specs = new Map<string, TensorSpec>();
  for (const [name, shape] of parameterShapes(config)) {
    if (isNeeded(name)) specs.set(name, { shape, dtype: 'float32' });
  }
  return specs;
}

export function imageSpec({ image }: ModelConfig, batchSize: number): TensorSpec {
  return { shape: [batchSize, 3, image.imageSize, image.imageSize], dtype: 'float32' };
}

export function textSpec({ batchSize, textLength }: BatchShape): TensorSpec {
  return { shape: [batchSize, textLength], dtype: 'int32' };
}

export function given(inputs: TensorRecord, name: string): tf.Tensor {
  const tensor = inputs[name];
  if (tensor === undefined) throw new Error(`The program was not given '${name}'.`);
  return tensor;
}

/** parameters, images, tokenIds -> loss, gradient/<name> of every trainable parameter. */
export function traceTraining(
  config: ModelConfig,
  shape: BatchShape,
  isTrainable: (name: string) => boolean,
): Promise<Graph> {
  const specs = parameterSpecs(config)
    .set('images', imageSpec(config, shape.batchSize))
    .set('tokenIds', textSpec(shape));
  return trace(specs, (inputs) => {
    const { images: _images, tokenIds: _tokenIds, ...parameters } = inputs;
    const batch = { images: given(inputs, 'images'), tokenIds: given(inputs, 'tokenIds') };
    const { loss, gradients } = lossAndGradients(config, parameters, batch, isTrainable);
    return { loss, ...asOutputs(gradients) };
  });
}

export function asOutputs(gradients: TensorRecord): TensorRecord {
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [GRADIENT_PREFIX + name, gradient]),
  );
}

/** image tower parameters, images -> features [batch, embedDim], normalised. */
export function traceImageTower(config: ModelConfig, batchSize: number): Promise<Graph> {
  const specs = parameterSpecs(config, (name) => towerOf(name) === 'image').set(
    'images',
    imageSpec(config, batchSize),
  );
  return trace(specs, (inputs) => ({ features: imageFeatures(config, inputs, given(inputs, 'images')) }));
}

/** text tower parameters, tokenIds -> features [batch, embedDim], normalised. */
export function traceTextTower(config: ModelConfig, shape: BatchShape): Promise<Graph> {
  const specs = parameterSpecs(config, (name) => towerOf(name) === 'text').set('tokenIds', textSpec(shape));
  return trace(specs, (inputs) => ({ features: textFeatures(config, inputs, given(inputs, 'tokenIds')) }));
}
