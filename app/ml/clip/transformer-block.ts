/** The pre-norm transformer block of timm's Block and of open_clip's ResidualAttentionBlock. */
import * as tf from '@tensorflow/tfjs-core';
import { gelu, quickGelu } from './composites.ts';
import type { Activation } from './config.ts';
import { attention, linear, norm, parameter, type TensorRecord } from './layers.ts';
import type { BlockNames } from './tower-names.ts';

export interface BlockConfig {
  readonly width: number;
  readonly heads: number;
  readonly layerNormEpsilon: number;
  /** Default: gelu. */
  readonly activation?: Activation;
}

export interface BlockInput {
  /** [batch * tokens, width] */
  readonly x: tf.Tensor;
  readonly batch: number;
  /** Added to the scores, broadcast to [batch, heads, queries, tokens]. */
  readonly mask?: tf.Tensor;
}

/** x + attention(norm(x)), then x + mlp(norm(x)) -> [batch * tokens, width]. */
export function block(
  config: BlockConfig,
  parameters: TensorRecord,
  names: BlockNames,
  { x, ...rest }: BlockInput,
): tf.Tensor {
  const normed = norm(parameters, names.attentionNorm, x, config.layerNormEpsilon);
  const products = tf.matMul(normed, parameter(parameters, names.qkvWeight), false, true);
  const qkv = tf.add(products, parameter(parameters, names.qkvBias)); // [batch * tokens, 3 * width]
  const [query, key, value] = tf.split(qkv, 3, 1);
  const mixed = attention({ query: query!, key: key!, value: value!, heads: config.heads, ...rest });
  return feedForward(config, parameters, names, tf.add(x, linear(parameters, names.attentionOutput, mixed)));
}

/**
 * The last block, for the one token of each item that is read afterwards -> [batch, width]. Of the others only keys
 * and values are computed; the result is that of `block`. `select` takes that token of each item:
 * [batch * tokens, width] -> [batch, width].
 */
export function lastBlock(
  config: BlockConfig,
  parameters: TensorRecord,
  names: BlockNames,
  { x, ...rest }: BlockInput,
  select: (x: tf.Tensor) => tf.Tensor,
): tf.Tensor {
  const { width, heads } = config;
  const normed = norm(parameters, names.attentionNorm, x, config.layerNormEpsilon);
  const weight = parameter(parameters, names.qkvWeight); // [3 * width, width]
  const bias = parameter(parameters, names.qkvBias); // [3 * width]
  const [queryWeight, keyValueWeight] = tf.split(weight, [width, 2 * width], 0);
  const [queryBias, keyValueBias] = tf.split(bias, [width, 2 * width], 0);
  const query = tf.add(tf.matMul(select(normed), queryWeight!, false, true), queryBias!);
  const keyValue = tf.add(tf.matMul(normed, keyValueWeight!, false, true), keyValueBias!);
  const [key, value] = tf.split(keyValue, 2, 1);
  const mixed = attention({ query, key: key!, value: value!, heads, ...rest }); // [batch, width]
  const residual = tf.add(select(x), linear(parameters, names.attentionOutput, mixed));
  return feedForward(config, parameters, names, residual);
}

function feedForward(
  { layerNormEpsilon, activation = 'gelu' }: BlockConfig,
  parameters: TensorRecord,
  names: BlockNames,
  x: tf.Tensor,
): tf.Tensor {
  const hidden = linear(parameters, names.expand, norm(parameters, names.mlpNorm, x, layerNormEpsilon));
  const active = activation === 'gelu' ? gelu(hidden) : quickGelu(hidden);
  return tf.add(x, linear(parameters, names.contract, active));
}
