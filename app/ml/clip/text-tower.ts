/** The text tower of either kind. */
import type * as tf from '@tensorflow/tfjs-core';
import { encodeWithBert } from './bert-tower.ts';
import { encodeWithClip } from './clip-text-tower.ts';
import type { TextTowerConfig } from './config.ts';
import type { Observe, TensorRecord } from './layers.ts';

/**
 * tokenIds int32 [batch, tokens], padded with 0 -> features [batch, embedDim], not normalised (open_clip encode_text).
 * `tokens` may be any length that holds every caption: the result is the same.
 */
export function encodeTexts(
  config: TextTowerConfig,
  parameters: TensorRecord,
  tokenIds: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  return config.kind === 'bert'
    ? encodeWithBert(config, parameters, tokenIds, observe)
    : encodeWithClip(config, parameters, tokenIds, observe);
}
