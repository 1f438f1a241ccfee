/** timm's VisionTransformer with open_clip's linear head, as a function of parameters and a batch of images. */
import * as tf from '@tensorflow/tfjs-core';
import { gelu } from './composites.ts';
import type { ImageTowerConfig } from './config.ts';
import {
  attention,
  firstTokens,
  linear,
  norm,
  type Observe,
  parameter,
  type TensorRecord,
} from './layers.ts';

/**
 * images [batch, 3, size, size], normalised -> features [batch, embedDim], not normalised
 * (open_clip encode_image(normalize=False)).
 */
export function encodeImages(
  config: ImageTowerConfig,
  parameters: TensorRecord,
  images: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  const batch = images.shape[0] ?? 0;
  let x = embedPatches(config, parameters, images, observe);
  for (let depth = 0; depth < config.depth - 1; depth++) {
    x = block(config, parameters, `visual.trunk.blocks.${depth}`, x, batch);
    observe?.(`visual.blocks.${depth}`, x);
  }
  let pooled = lastBlock(config, parameters, `visual.trunk.blocks.${config.depth - 1}`, x, batch); // [batch, width]
  observe?.(`visual.blocks.${config.depth - 1}.cls`, pooled);
  pooled = norm(parameters, 'visual.trunk.norm', pooled, config.layerNormEpsilon);
  observe?.('visual.norm.cls', pooled);
  return linear(parameters, 'visual.head.proj', pooled);
}

/** The strided convolution of timm's PatchEmbed as a product, then class token and positions -> [batch * tokens, width]. */
function embedPatches(
  { imageSize, patchSize, width }: ImageTowerConfig,
  parameters: TensorRecord,
  images: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  const batch = images.shape[0] ?? 0;
  const side = imageSize / patchSize;
  const patchLength = 3 * patchSize * patchSize;
  const grid = tf.reshape(images, [batch, 3, side, patchSize, side, patchSize]);
  const patches = tf.reshape(tf.transpose(grid, [0, 2, 4, 1, 3, 5]), [batch * side * side, patchLength]);
  const kernel = parameter(parameters, 'visual.trunk.patch_embed.proj.weight'); // [width, 3, patch, patch]
  const product = tf.matMul(patches, tf.reshape(kernel, [width, patchLength]), false, true);
  const embedded = tf.add(product, parameter(parameters, 'visual.trunk.patch_embed.proj.bias'));
  observe?.('visual.patch_embed', embedded);
  // tf.tile would do too, but its gradient is a loop of slices; that of a broadcast addition is one sum.
  const classTokens = tf.add(tf.zeros([batch, 1, width]), parameter(parameters, 'visual.trunk.cls_token'));
  const tokens = tf.concat([classTokens, tf.reshape(embedded, [batch, side * side, width])], 1);
  const positioned = tf.add(tokens, parameter(parameters, 'visual.trunk.pos_embed')); // [batch, tokens, width]
  const x = tf.reshape(positioned, [batch * (side * side + 1), width]);
  observe?.('visual.blocks.0.input', x);
  return x;
}

/** timm's Block: x + attention(norm1(x)), then x + mlp(norm2(x)). */
function block(
  config: ImageTowerConfig,
  parameters: TensorRecord,
  name: string,
  x: tf.Tensor,
  batch: number,
): tf.Tensor {
  const normed = norm(parameters, `${name}.norm1`, x, config.layerNormEpsilon);
  const [query, key, value] = tf.split(linear(parameters, `${name}.attn.qkv`, normed), 3, 1);
  const mixed = attention({ query: query!, key: key!, value: value!, batch, heads: config.heads });
  return feedForward(config, parameters, name, tf.add(x, linear(parameters, `${name}.attn.proj`, mixed)));
}

/**
 * The last block, for the class tokens alone -> [batch, width]. Nothing reads the other tokens afterwards, so only
 * their keys and values are computed; the result is that of `block`.
 */
function lastBlock(
  config: ImageTowerConfig,
  parameters: TensorRecord,
  name: string,
  x: tf.Tensor,
  batch: number,
): tf.Tensor {
  const { width, heads } = config;
  const normed = norm(parameters, `${name}.norm1`, x, config.layerNormEpsilon);
  const weight = parameter(parameters, `${name}.attn.qkv.weight`); // [3 * width, width]
  const bias = parameter(parameters, `${name}.attn.qkv.bias`); // [3 * width]
  const [queryWeight, keyValueWeight] = tf.split(weight, [width, 2 * width], 0);
  const [queryBias, keyValueBias] = tf.split(bias, [width, 2 * width], 0);
  const query = tf.add(tf.matMul(firstTokens(normed, batch), queryWeight!, false, true), queryBias!);
  const keyValue = tf.add(tf.matMul(normed, keyValueWeight!, false, true), keyValueBias!);
  const [key, value] = tf.split(keyValue, 2, 1);
  const mixed = attention({ query, key: key!, value: value!, batch, heads }); // [batch, width]
  const residual = tf.add(firstTokens(x, batch), linear(parameters, `${name}.attn.proj`, mixed));
  return feedForward(config, parameters, name, residual);
}

function feedForward(
  config: ImageTowerConfig,
  parameters: TensorRecord,
  name: string,
  x: tf.Tensor,
): tf.Tensor {
  const hidden = linear(
    parameters,
    `${name}.mlp.fc1`,
    norm(parameters, `${name}.norm2`, x, config.layerNormEpsilon),
  );
  return tf.add(x, linear(parameters, `${name}.mlp.fc2`, gelu(hidden)));
}
