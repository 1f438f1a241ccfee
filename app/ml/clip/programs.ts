/**
 * The programs an executor compiles: pure functions from named tensors to named tensors. They never look at a
 * tensor's values, so tracing them once gives a graph that is valid for every batch.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { registerGradients } from './gradients.ts';
import { encodeImages } from './image-tower.ts';
import { l2Normalise, type Observe, parameter, type TensorRecord } from './layers.ts';
import { contrastiveLoss } from './loss.ts';
import { encodeTexts } from './text-tower.ts';

/** images [batch, 3, size, size] normalised; tokenIds int32 [batch, tokens] padded with 0. */
export interface BatchTensors {
  readonly images: tf.Tensor;
  readonly tokenIds: tf.Tensor;
}

/** Normalised image features [batch, embedDim]. */
export function imageFeatures(
  config: ModelConfig,
  parameters: TensorRecord,
  images: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  return l2Normalise(encodeImages(config.image, parameters, images, observe));
}

/** Normalised text features [batch, embedDim]. */
export function textFeatures(
  config: ModelConfig,
  parameters: TensorRecord,
  tokenIds: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  return l2Normalise(encodeTexts(config.text, parameters, tokenIds, observe));
}

/** The contrastive loss of a batch. */
export function batchLoss(
  config: ModelConfig,
  parameters: TensorRecord,
  { images, tokenIds }: BatchTensors,
): tf.Scalar {
  return contrastiveLoss(
    encodeImages(config.image, parameters, images),
    encodeTexts(config.text, parameters, tokenIds),
    parameter(parameters, 'logit_scale'),
  );
}

export interface LossAndGradients {
  readonly loss: tf.Scalar;
  /** By parameter name, with the parameter's shape; only trainable parameters. */
  readonly gradients: TensorRecord;
}

/** The loss and its gradient with respect to every parameter that `isTrainable`. */
export function lossAndGradients(
  config: ModelConfig,
  parameters: TensorRecord,
  batch: BatchTensors,
  isTrainable: (name: string) => boolean = () => true,
): LossAndGradients {
  registerGradients();
  const names = Object.keys(parameters).filter(isTrainable);
  const differentiate = tf.valueAndGrads((...trainable: tf.Tensor[]) => {
    const replaced = Object.fromEntries(names.map((name, index) => [name, trainable[index]!]));
    return batchLoss(config, { ...parameters, ...replaced }, batch);
  });
  const { value, grads } = differentiate(names.map((name) => parameter(parameters, name)));
  return {
    loss: tf.reshape<tf.Rank.R0>(value, []),
    gradients: Object.fromEntries(names.map((name, index) => [name, grads[index]!])),
  };
}
