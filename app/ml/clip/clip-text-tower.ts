/** open_clip's TextTransformer with its projection, as a function of parameters and a batch of token ids. */
import * as tf from '@tensorflow/tfjs-core';
import { embedding } from './composites.ts';
import type { ClipTextTowerConfig } from './config.ts';
import { HIDDEN_SCORE, norm, type Observe, parameter, type TensorRecord } from './layers.ts';
import { clipTextNames as names } from './tower-names.ts';
import { block, lastBlock } from './transformer-block.ts';

/**
 * tokenIds int32 [batch, tokens] -> features [batch, embedDim], not normalised. No token sees those after it, so
 * whatever follows the end of the text (padding) changes nothing and may be cut.
 */
export function encodeWithClip(
  config: ClipTextTowerConfig,
  parameters: TensorRecord,
  tokenIds: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  const [batch = 0, tokens = 0] = tokenIds.shape;
  // A window of a fixed range: the number of tokens is given at run time, a range of that length could not be.
  const places = tf.slice(tf.range(0, config.positions), [0], [tokens]); // [tokens]
  let x = embedTokens(config, parameters, tokenIds);
  observe?.('text.embeddings', x);
  const mask = hiddenBeyond(tf.reshape(places, [1, 1, tokens, 1]), places);
  for (let depth = 0; depth < config.depth - 1; depth++) {
    x = block(config, parameters, names.block(depth), { x, batch, mask });
    observe?.(`text.layer.${depth}`, x);
  }
  // Only the end of each text is read afterwards, and the last block computes nothing else.
  const end = endPlaces(config, tokenIds, places); // [batch, 1]
  const isEnd = tf.cast(tf.equal(end, tf.reshape(places, [1, tokens])), 'float32'); // [batch, tokens]
  const endTokens = (rows: tf.Tensor): tf.Tensor => {
    const items = tf.reshape(rows, [batch, tokens, config.width]);
    const selected = tf.matMul(tf.reshape(isEnd, [batch, 1, tokens]), items);
    return tf.reshape(selected, [batch, config.width]);
  };
  const endMask = hiddenBeyond(tf.reshape(end, [batch, 1, 1, 1]), places);
  const last = config.depth - 1;
  const input = { x, batch, mask: endMask };
  const pooled = lastBlock(config, parameters, names.block(last), input, endTokens); // [batch, width]
  observe?.(`text.layer.${last}.end`, pooled);
  const normed = norm(parameters, names.lastNorm, pooled, config.layerNormEpsilon);
  return tf.matMul(normed, parameter(parameters, names.projection));
}

/** Token and position embeddings, summed -> [batch * tokens, width]. */
function embedTokens(
  { width }: ClipTextTowerConfig,
  parameters: TensorRecord,
  tokenIds: tf.Tensor,
): tf.Tensor {
  const [batch = 0, tokens = 0] = tokenIds.shape;
  const words = embedding(parameter(parameters, names.tokens), tf.reshape(tokenIds, [-1]));
  const positions = tf.slice(parameter(parameters, names.positions), [0, 0], [tokens, width]);
  const sum = tf.add(tf.reshape(words, [batch, tokens, width]), positions);
  return tf.reshape(sum, [batch * tokens, width]);
}

/** Hides from the query at `place` (broadcast to [batch, 1, queries, 1]) the tokens after it -> [..., queries, tokens]. */
function hiddenBeyond(place: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const isAfter = tf.greater(tf.reshape(places, [1, 1, 1, places.size]), place);
  return tf.mul(tf.cast(isAfter, 'float32'), HIDDEN_SCORE);
}

/** Where each text has its highest id, the first place of several: torch's argmax -> [batch, 1]. */
function endPlaces({ positions }: ClipTextTowerConfig, tokenIds: tf.Tensor, places: tf.Tensor): tf.Tensor {
  const isHighest = tf.cast(tf.equal(tokenIds, tf.max(tokenIds, 1, true)), 'float32'); // [batch, tokens]
  // Counted from behind, so that the first of equals is the largest.
  const fromBehind = tf.mul(isHighest, tf.sub(positions, places));
  return tf.sub(positions, tf.max(fromBehind, 1, true));
}
