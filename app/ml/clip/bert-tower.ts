/** Hugging Face's BertModel with open_clip's MLP projection, as a function of parameters and a batch of token ids. */
import * as tf from '@tensorflow/tfjs-core';
import { embedding, gelu } from './composites.ts';
import type { BertTowerConfig } from './config.ts';
import {
  attention,
  firstTokens,
  HIDDEN_SCORE,
  linear,
  norm,
  type Observe,
  parameter,
  type TensorRecord,
} from './layers.ts';

const ENCODER = 'text.transformer.encoder.layer';
const EMBEDDINGS = 'text.transformer.embeddings';

/**
 * tokenIds int32 [batch, tokens], padded with 0 -> features [batch, embedDim], not normalised (open_clip encode_text).
 * `tokens` may be any length that holds every caption: padding is hidden from attention, so the result is the same.
 */
export function encodeWithBert(
  config: BertTowerConfig,
  parameters: TensorRecord,
  tokenIds: tf.Tensor,
  observe?: Observe,
): tf.Tensor {
  const [batch = 0, tokens = 0] = tokenIds.shape;
  const visible = tf.cast(tf.notEqual(tokenIds, 0), 'float32');
  const mask = tf.reshape(tf.mul(tf.sub(1, visible), HIDDEN_SCORE), [batch, 1, 1, tokens]);
  let x = embedTokens(config, parameters, tokenIds);
  observe?.('text.embeddings', x);
  for (let depth = 0; depth < config.depth - 1; depth++) {
    x = layer(config, parameters, `${ENCODER}.${depth}`, x, x, batch, mask);
    observe?.(`text.layer.${depth}`, x);
  }
  // Only the [CLS] token is read afterwards: the last layer needs keys and values of all tokens, the rest for [CLS].
  const last = config.depth - 1;
  const pooled = layer(config, parameters, `${ENCODER}.${last}`, firstTokens(x, batch), x, batch, mask); // [batch, width]
  observe?.(`text.layer.${last}.cls`, pooled);
  return linear(parameters, 'text.proj.2', gelu(linear(parameters, 'text.proj.0', pooled)));
}

/** Word, position and token type embeddings, summed and normalised -> [batch * tokens, width]. */
function embedTokens(config: BertTowerConfig, parameters: TensorRecord, tokenIds: tf.Tensor): tf.Tensor {
  const [batch = 0, tokens = 0] = tokenIds.shape;
  const { width } = config;
  const wordTable = parameter(parameters, `${EMBEDDINGS}.word_embeddings.weight`);
  const words = tf.reshape(embedding(wordTable, tf.reshape(tokenIds, [-1])), [batch, tokens, width]);
  const positionTable = parameter(parameters, `${EMBEDDINGS}.position_embeddings.weight`);
  const positions = tf.slice(positionTable, [0, 0], [tokens, width]);
  const typeTable = parameter(parameters, `${EMBEDDINGS}.token_type_embeddings.weight`);
  const type = tf.slice(typeTable, [0, 0], [1, width]);
  const sum = tf.add(words, tf.add(positions, type));
  return norm(
    parameters,
    `${EMBEDDINGS}.LayerNorm`,
    tf.reshape(sum, [batch * tokens, width]),
    config.layerNormEpsilon,
  );
}

/** BertLayer: norm(x + attention(x)), then norm(x + mlp(x)); `queries` are the rows of `x` wanted, all or the first. */
function layer(
  config: BertTowerConfig,
  parameters: TensorRecord,
  name: string,
  queries: tf.Tensor,
  x: tf.Tensor,
  batch: number,
  mask: tf.Tensor,
): tf.Tensor {
  const mixed = attention({
    query: linear(parameters, `${name}.attention.self.query`, queries),
    key: linear(parameters, `${name}.attention.self.key`, x),
    value: linear(parameters, `${name}.attention.self.value`, x),
    batch,
    heads: config.heads,
    mask,
  });
  const attended = norm(
    parameters,
    `${name}.attention.output.LayerNorm`,
    tf.add(queries, linear(parameters, `${name}.attention.output.dense`, mixed)),
    config.layerNormEpsilon,
  );
  const hidden = gelu(linear(parameters, `${name}.intermediate.dense`, attended));
  return norm(
    parameters,
    `${name}.output.LayerNorm`,
    tf.add(attended, linear(parameters, `${name}.output.dense`, hidden)),
    config.layerNormEpsilon,
  );
}
