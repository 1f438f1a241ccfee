/** The symmetric contrastive loss (InfoNCE) of a batch of pairs. */
import * as tf from '@tensorflow/tfjs-core';
import { l2Normalise, matrixShape } from './layers.ts';

/**
 * open_clip's ClipLoss on one device: the mean of both cross entropies of the similarity matrix with its diagonal.
 * imageFeatures, textFeatures [batch, embedDim] not yet normalised; logitScale [] is the logarithm of the factor.
 */
export function contrastiveLoss(
  imageFeatures: tf.Tensor,
  textFeatures: tf.Tensor,
  logitScale: tf.Tensor,
): tf.Scalar {
  const [batch] = matrixShape(imageFeatures);
  const cosines = tf.matMul(l2Normalise(imageFeatures), l2Normalise(textFeatures), false, true); // [image, text]
  const logits = tf.mul(cosines, tf.exp(logitScale));
  const toText = tf.logSoftmax(logits);
  const toImage = tf.transpose(tf.logSoftmax(tf.transpose(logits)));
  // The identity matrix, made of two short ranges: a traced program must not carry a batch x batch constant.
  const rows = tf.range(0, batch, 1, 'int32');
  const identity = tf.cast(tf.equal(tf.reshape(rows, [batch, 1]), tf.reshape(rows, [1, batch])), 'float32');
  const agreement = tf.sum<tf.Scalar>(tf.mul(tf.add(toText, toImage), identity));
  return tf.mul<tf.Scalar>(agreement, -1 / (2 * batch));
}
