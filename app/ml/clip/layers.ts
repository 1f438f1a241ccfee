/** Layers that both towers are made of. Activations are matrices [batch * tokens, width] throughout. */
import * as tf from '@tensorflow/tfjs-core';
import { layerNorm } from './composites.ts';

/** Tensors by open_clip's parameter names. */
export type TensorRecord = Readonly<Record<string, tf.Tensor>>;

/** Called with named intermediate results, for probes and parity tests; names are the golden data's. */
export type Observe = (name: string, value: tf.Tensor) => void;

/** Added to attention scores to hide a token: far below every score, so that its softmax is exactly 0, and finite. */
export const HIDDEN_SCORE = -1e9;

/** A parameter by its full name. */
export function parameter(parameters: TensorRecord, name: string): tf.Tensor {
  const tensor = parameters[name];
  if (tensor === undefined) throw new Error(`The model program needs the parameter ${name}.`);
  return tensor;
}

/** torch.nn.Linear: x [rows, in] times weight [out, in] transposed, plus the bias where `name` has one. */
export function linear(parameters: TensorRecord, name: string, x: tf.Tensor): tf.Tensor {
  const product = tf.matMul(x, parameter(parameters, `${name}.weight`), false, true); // [rows, out]
  const bias = parameters[`${name}.bias`];
  return bias === undefined ? product : tf.add(product, bias);
}

export function norm(parameters: TensorRecord, name: string, x: tf.Tensor, epsilon: number): tf.Tensor {
  return layerNorm(
    x,
    parameter(parameters, `${name}.weight`),
    parameter(parameters, `${name}.bias`),
    epsilon,
  );
}

/** [batch * tokens, width] -> [batch, heads, tokens, width / heads] */
function splitHeads(x: tf.Tensor, batch: number, heads: number): tf.Tensor {
  const [rows, width] = matrixShape(x);
  return tf.transpose(tf.reshape(x, [batch, rows / batch, heads, width / heads]), [0, 2, 1, 3]);
}

export interface AttentionInput {
  /** [batch * queryTokens, width] */
  readonly query: tf.Tensor;
  /** [batch * tokens, width] */
  readonly key: tf.Tensor;
  /** [batch * tokens, width] */
  readonly value: tf.Tensor;
  readonly batch: number;
  readonly heads: number;
  /** Added to the scores, broadcast to [batch, heads, queryTokens, tokens]: 0, or a large negative number to hide. */
  readonly mask?: tf.Tensor;
}

/** Scaled dot product attention without its output projection -> [batch * queryTokens, width]. */
export function attention({ query, key, value, batch, heads, mask }: AttentionInput): tf.Tensor {
  const [queryRows, width] = matrixShape(query);
  const scale = 1 / Math.sqrt(width / heads);
  const q = splitHeads(query, batch, heads);
  const k = splitHeads(key, batch, heads);
  const products = tf.mul(tf.matMul(q, k, false, true), scale); // [batch, heads, queryTokens, tokens]
  const scores = mask === undefined ? products : tf.add(products, mask);
  const mixed = tf.matMul(tf.softmax(scores), splitHeads(value, batch, heads));
  return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [queryRows, width]);
}

/** The first token of every item: [batch * tokens, width] -> [batch, width]. */
export function firstTokens(x: tf.Tensor, batch: number): tf.Tensor {
  const [rows, width] = matrixShape(x);
  const items = tf.reshape(x, [batch, rows / batch, width]);
  return tf.reshape(tf.slice(items, [0, 0, 0], [-1, 1, -1]), [batch, width]);
}

/** torch.nn.functional.normalize over the last axis: rows of length one (zero rows stay zero). */
export function l2Normalise(x: tf.Tensor): tf.Tensor {
  const squaredLength = tf.maximum(tf.sum(tf.square(x), -1, true), 1e-24);
  return tf.div(x, tf.sqrt(squaredLength));
}

export function matrixShape(x: tf.Tensor): [rows: number, width: number] {
  const [rows, width] = x.shape;
  if (rows === undefined || width === undefined || x.shape.length !== 2) {
    throw new Error(`The model program expected a matrix and met [${x.shape.join(', ')}].`);
  }
  return [rows, width];
}
