/**
 * The gradient of a large batch in pieces that fit the memory (GradCache: Gao et al., "Scaling Deep Contrastive
 * Learning Batch Size under Memory Limited Setup", 2021). The contrastive loss needs the features of all pairs, but
 * the activations of only those that are differentiated at the moment:
 *   1. features of every micro-batch, nothing else kept;
 *   2. the loss at these features and its gradient with respect to them;
 *   3. every micro-batch again, its features' gradient carried through its tower, the parameters' gradients summed.
 * Exact up to rounding, for one more forward pass.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { ModelConfig } from './config.ts';
import { registerGradients } from './gradients.ts';
import { encodeImages } from './image-tower.ts';
import { parameter, type TensorRecord } from './layers.ts';
import { contrastiveLoss } from './loss.ts';
import { encodeTexts } from './text-tower.ts';

/** The towers, to their features [batch, embedDim] before normalisation (the loss normalises). */
export const towers = {
  image: (config: ModelConfig, parameters: TensorRecord, images: tf.Tensor): tf.Tensor =>
    encodeImages(config.image, parameters, images),
  text: (config: ModelConfig, parameters: TensorRecord, tokenIds: tf.Tensor): tf.Tensor =>
    encodeTexts(config.text, parameters, tokenIds),
} as const;

export type TowerName = keyof typeof towers;

export interface LossAtEmbeddings {
  readonly loss: tf.Scalar;
  /** [batch, embedDim] */
  readonly imageFeatures: tf.Tensor;
  /** [batch, embedDim] */
  readonly textFeatures: tf.Tensor;
  /** [] */
  readonly logitScale: tf.Tensor;
}

/** The loss of a whole batch at its features [batch, embedDim], and its gradient with respect to each argument. */
export function lossAtEmbeddings(
  imageFeatures: tf.Tensor,
  textFeatures: tf.Tensor,
  logitScale: tf.Tensor,
): LossAtEmbeddings {
  registerGradients();
  const differentiate = tf.valueAndGrads((...[images, texts, scale]: tf.Tensor[]) =>
    contrastiveLoss(images!, texts!, scale!),
  );
  const { value, grads } = differentiate([imageFeatures, textFeatures, logitScale]);
  const [images, texts, scale] = grads;
  return {
    loss: tf.reshape<tf.Rank.R0>(value, []),
    imageFeatures: images!,
    textFeatures: texts!,
    logitScale: scale!,
  };
}

export interface TowerBatch {
  /** Images or token ids of the micro-batch. */
  readonly inputs: tf.Tensor;
  /** Gradient of the loss with respect to its features [microBatch, embedDim]. */
  readonly featureGradients: tf.Tensor;
}

/** By parameter name, what a micro-batch adds to the gradient of every parameter that `isTrainable`. */
export function towerGradients(
  tower: TowerName,
  config: ModelConfig,
  parameters: TensorRecord,
  { inputs, featureGradients }: TowerBatch,
  isTrainable: (name: string) => boolean,
): TensorRecord {
  registerGradients();
  const names = Object.keys(parameters).filter(isTrainable);
  const differentiate = tf.grads((...trainable: tf.Tensor[]) => {
    const replaced = Object.fromEntries(names.map((name, index) => [name, trainable[index]!]));
    return towers[tower](config, { ...parameters, ...replaced }, inputs);
  });
  const gradients = differentiate(
    names.map((name) => parameter(parameters, name)),
    featureGradients,
  );
  return Object.fromEntries(names.map((name, index) => [name, gradients[index]!]));
}
