/** What open_clip's configuration files say, as one of our model configurations. */
import * as z from 'zod';
import timmVit from '#resources/models/timm-vit.json' with { type: 'json' };
import type { ImageTowerConfig, ModelConfig, TextTowerConfig } from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { modelConfig } from './model-config.ts';

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** open_clip_config.json as push_to_hf_hub writes it, in the key style of today and of 2023 (`proj`, `pooler_type`). */
export const openClipConfig = z.object({
  model_cfg: z.object({
    embed_dim: z.number().int(),
    vision_cfg: z.object({
      timm_model_name: z.string().optional(),
      timm_pool: z.string().default('avg'),
      timm_proj: z.string().default('linear'),
      timm_proj_bias: z.boolean().default(false),
      image_size: z.number().int().default(224),
    }),
    text_cfg: z.object({
      hf_model_name: z.string().optional(),
      hf_proj_type: z.string().optional(),
      proj: z.string().optional(),
      hf_pooler_type: z.string().optional(),
      pooler_type: z.string().optional(),
      context_length: z.number().int().default(77),
    }),
  }),
  preprocess_cfg: z
    .object({
      mean: channels.default([0.48145466, 0.4578275, 0.40821073]),
      std: channels.default([0.26862954, 0.26130258, 0.27577711]),
      interpolation: z.string().default('bicubic'),
      resize_mode: z.string().default('shortest'),
    })
    .prefault({}),
});
export type OpenClipConfig = z.infer<typeof openClipConfig>;

/** Hugging Face's config.json of a BertModel; the defaults are BertConfig's. */
export const bertConfig = z.object({
  model_type: z.string().default('bert'),
  vocab_size: z.number().int().default(30_522),
  hidden_size: z.number().int().default(768),
  num_hidden_layers: z.number().int().default(12),
  num_attention_heads: z.number().int().default(12),
  intermediate_size: z.number().int().default(3072),
  max_position_embeddings: z.number().int().default(512),
  type_vocab_size: z.number().int().default(2),
  hidden_act: z.string().default('gelu'),
  layer_norm_eps: z.number().default(1e-12),
  pad_token_id: z.number().int().nullish(),
  position_embedding_type: z.string().nullish(),
});
export type BertConfig = z.infer<typeof bertConfig>;

/** The arguments of a timm VisionTransformer that is not one of timm's named models. */
export const vitConfig = z.object({
  img_size: z.number().int(),
  patch_size: z.number().int(),
  embed_dim: z.number().int(),
  depth: z.number().int(),
  num_heads: z.number().int(),
  mlp_ratio: z.number().default(4),
  norm_eps: z.number().default(1e-6),
  qkv_bias: z.literal(true).default(true),
  global_pool: z.literal('token').default('token'),
});
export type VitConfig = z.infer<typeof vitConfig>;

const namedVit = z.record(
  z.string(),
  z.object({
    imageSize: z.number(),
    patchSize: z.number(),
    width: z.number(),
    depth: z.number(),
    heads: z.number(),
    mlpRatio: z.number(),
  }),
);

export interface OpenClipParts {
  readonly openClip: OpenClipConfig;
  readonly bert: BertConfig;
  readonly vit: VitConfig | undefined;
  readonly lowercase: boolean;
}

/** Throws unsupported, naming the setting, where the model is of a kind that is not built here. */
export function configFromOpenClip(
  name: string,
  { openClip, bert, vit, lowercase }: OpenClipParts,
): ModelConfig {
  const { embed_dim: embedDim, vision_cfg: vision, text_cfg: text } = openClip.model_cfg;
  const { mean, std, interpolation, resize_mode: resizeMode } = openClip.preprocess_cfg;
  demand('text_cfg.hf_proj_type', text.hf_proj_type ?? text.proj, ['mlp']);
  demand('text_cfg.hf_pooler_type', text.hf_pooler_type ?? text.pooler_type, [
    'cls_last_hidden_state_pooler',
  ]);
  return modelConfig.parse({
    name,
    embedDim,
    image: imageTower(vision, vit),
    text: textTower(bert, text.context_length),
    imageProjection: 'linear',
    textProjection: 'mlp',
    preprocess: {
      size: vision.image_size,
      mean,
      std,
      interpolation: demand('preprocess_cfg.interpolation', interpolation, ['bicubic', 'bilinear']),
      resizeMode: demand('preprocess_cfg.resize_mode', resizeMode, ['shortest']),
    },
    tokenizer: { kind: 'wordpiece', lowercase },
  });
}

function imageTower(
  vision: OpenClipConfig['model_cfg']['vision_cfg'],
  vit: VitConfig | undefined,
): ImageTowerConfig {
  demand('vision_cfg.timm_pool', vision.timm_pool, ['', 'token']);
  demand('vision_cfg.timm_proj', vision.timm_proj, ['linear']);
  demand('vision_cfg.timm_proj_bias', `${vision.timm_proj_bias}`, ['false']);
  const shape = vit === undefined ? namedShape(vision.timm_model_name) : shapeOf(vit);
  return { kind: 'vit', layerNormEpsilon: 1e-6, ...shape, imageSize: vision.image_size, pooling: 'token' };
}

type VitShape = Pick<ImageTowerConfig, 'patchSize' | 'width' | 'depth' | 'heads' | 'mlpRatio'>;

function shapeOf(vit: VitConfig): VitShape & Pick<ImageTowerConfig, 'layerNormEpsilon'> {
  return {
    patchSize: vit.patch_size,
    width: vit.embed_dim,
    depth: vit.depth,
    heads: vit.num_heads,
    mlpRatio: vit.mlp_ratio,
    layerNormEpsilon: vit.norm_eps,
  };
}

function namedShape(name: string | undefined): VitShape {
  const known = namedVit.parse(timmVit);
  const shape = known[demand('vision_cfg.timm_model_name', name, Object.keys(known))];
  if (shape === undefined) throw new FigscopeError('internal', `The table of image towers lacks ${name}.`);
  return shape;
}

function textTower(bert: BertConfig, contextLength: number): TextTowerConfig {
  demand('model_type of the text encoder', bert.model_type, ['bert']);
  demand('hidden_act of the text encoder', bert.hidden_act, ['gelu']);
  demand('pad_token_id of the text encoder', `${bert.pad_token_id ?? 0}`, ['0']);
  demand('position_embedding_type of the text encoder', bert.position_embedding_type ?? 'absolute', [
    'absolute',
  ]);
  return {
    kind: 'bert',
    vocabularySize: bert.vocab_size,
    contextLength,
    positions: bert.max_position_embeddings,
    tokenTypes: bert.type_vocab_size,
    width: bert.hidden_size,
    depth: bert.num_hidden_layers,
    heads: bert.num_attention_heads,
    intermediateSize: bert.intermediate_size,
    pooling: 'cls',
    layerNormEpsilon: bert.layer_norm_eps,
  };
}

function demand(setting: string, found: string | undefined, known: readonly string[]): string {
  if (found !== undefined && known.includes(found)) return found;
  throw new FigscopeError('unsupported', {
    message: `The model has ${setting} '${found ?? ''}', which is not built here.`,
    remedy: `Use a model with one of: ${known.map((value) => `'${value}'`).join(', ')}.`,
    facts: { setting, found, known },
  });
}
