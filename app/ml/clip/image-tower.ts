/** timm's VisionTransformer with open_clip's linear head, and open_clip's own, as a function of parameters and images. */
import * as tf from '@tensorflow/tfjs-core';
import type { ImageTowerConfig } from './config.ts';
import { firstTokens, norm, type Observe, parameter, type TensorRecord } from './layers.ts';
import { imageTowerNames } from './tower-names.ts';
import { block, lastBlock } from './transformer-block.ts';

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
  const names = imageTowerNames(config);
  const batch = images.shape[0] ?? 0;
  let x = embedPatches(config, parameters, images, observe);
  for (let depth = 0; depth < config.depth - 1; depth++) {
    x = block(config, parameters, names.block(depth), { x, batch });
    observe?.(`visual.blocks.${depth}`, x);
  }
  const last = config.depth - 1;
  const classTokens = (tokens: tf.Tensor): tf.Tensor => firstTokens(tokens, batch);
  let pooled = lastBlock(config, parameters, names.block(last), { x, batch }, classTokens); // [batch, width]
  observe?.(`visual.blocks.${last}.cls`, pooled);
  pooled = norm(parameters, names.lastNorm, pooled, config.layerNormEpsilon);
  observe?.('visual.norm.cls', pooled);
  return tf.matMul(pooled, parameter(parameters, names.projection), false, config.kind === 'vit');
}

/** The strided convolution over patches as a product, then class token and positions -> [batch * tokens, width]. */
function embedPatches(
  config: ImageTowerConfig,
  parameters: TensorRecord,
  images: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  const { imageSize, patchSize, width, layerNormEpsilon } = config;
  const names = imageTowerNames(config);
  const batch = images.shape[0] ?? 0;
  const side = imageSize / patchSize;
  const patchLength = 3 * patchSize * patchSize;
  const grid = tf.reshape(images, [batch, 3, side, patchSize, side, patchSize]);
  const patches = tf.reshape(tf.transpose(grid, [0, 2, 4, 1, 3, 5]), [batch * side * side, patchLength]);
  const kernel = parameter(parameters, names.patchWeight); // [width, 3, patch, patch]
  const product = tf.matMul(patches, tf.reshape(kernel, [width, patchLength]), false, true);
  const embedded =
    names.patchBias === undefined ? product : tf.add(product, parameter(parameters, names.patchBias));
  observe?.('visual.patch_embed', embedded);
  // tf.tile would do too, but its gradient is a loop of slices; that of a broadcast addition is one sum.
  const classTokens = tf.add(tf.zeros([batch, 1, width]), parameter(parameters, names.classToken));
  const tokens = tf.concat([classTokens, tf.reshape(embedded, [batch, side * side, width])], 1);
  const positioned = tf.add(tokens, parameter(parameters, names.positions)); // [batch, tokens, width]
  const rows = tf.reshape(positioned, [batch * (side * side + 1), width]);
  const x = names.firstNorm === undefined ? rows : norm(parameters, names.firstNorm, rows, layerNormEpsilon);
  observe?.('visual.blocks.0.input', x);
  return x;
}
