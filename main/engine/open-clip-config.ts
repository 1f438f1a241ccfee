/** What open_clip's configuration files say, as one of our model configurations. */
import * as z from 'zod';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { modelConfig } from './model-config.ts';
import { demand, imageTower, textTower } from './open-clip-towers.ts';

const channels = z.tuple([z.number(), z.number(), z.number()]);

/** What is read of CLIPVisionCfg; the defaults are open_clip's. Settings that we build in one way only are optional. */
const visionConfig = z.object({
  timm_model_name: z.string().optional(),
  timm_pool: z.string().default('avg'),
  timm_proj: z.string().default('linear'),
  timm_proj_bias: z.boolean().default(false),
  image_size: z.number().int().default(224),
  layers: z.union([z.number().int(), z.array(z.number())]).default(12),
  width: z.number().int().default(768),
  head_width: z.number().int().default(64),
  mlp_ratio: z.number().default(4),
  patch_size: z.number().int().default(16),
  norm_kwargs: z.object({ eps: z.number().default(1e-5) }).nullish(),
  act_kwargs: z.unknown().optional(),
  ls_init_value: z.number().nullish(),
  attentional_pool: z.union([z.boolean(), z.string()]).optional(),
  no_ln_pre: z.boolean().optional(),
  pos_embed_type: z.string().optional(),
  final_ln_after_pool: z.boolean().optional(),
  pool_type: z.string().optional(),
  block_type: z.string().nullish(),
  qk_norm: z.boolean().optional(),
});

/** What is read of CLIPTextCfg. */
const textConfig = z.object({
  hf_model_name: z.string().optional(),
  hf_tokenizer_name: z.string().nullish(),
  hf_proj_type: z.string().optional(),
  proj: z.string().optional(),
  hf_pooler_type: z.string().optional(),
  pooler_type: z.string().optional(),
  context_length: z.number().int().default(77),
  vocab_size: z.number().int().default(49_408),
  tokenizer_kwargs: z.object({ clean: z.string().default('lower') }).nullish(),
  width: z.number().int().default(512),
  heads: z.number().int().default(8),
  layers: z.number().int().default(12),
  mlp_ratio: z.number().default(4),
  norm_kwargs: z.object({ eps: z.number().default(1e-5) }).nullish(),
  act_kwargs: z.unknown().optional(),
  ls_init_value: z.number().nullish(),
  embed_cls: z.boolean().optional(),
  no_causal_mask: z.boolean().optional(),
  pool_type: z.string().optional(),
  proj_type: z.string().optional(),
  proj_bias: z.boolean().optional(),
  block_type: z.string().nullish(),
  qk_norm: z.boolean().optional(),
});

export type TextConfig = z.infer<typeof textConfig>;

/** open_clip_config.json as push_to_hf_hub writes it, in the key style of today and of 2023 (`proj`, `pooler_type`). */
export const openClipConfig = z.object({
  model_cfg: z.object({
    embed_dim: z.number().int(),
    quick_gelu: z.boolean().default(false),
    custom_text: z.boolean().default(false),
    vision_cfg: visionConfig,
    text_cfg: textConfig,
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

export interface OpenClipParts {
  readonly openClip: OpenClipConfig;
  /** Of a text tower that names a Hugging Face model. */
  readonly bert: BertConfig | undefined;
  readonly vit: VitConfig | undefined;
  /** As BERT's tokenizer files say; CLIP's own tokenizer is told in open_clip_config.json. */
  readonly lowercase: boolean;
}

/** Throws unsupported, naming the setting, where the model is of a kind that is not built here. */
export function configFromOpenClip(
  name: string,
  { openClip, bert, vit, lowercase }: OpenClipParts,
): ModelConfig {
  const { embed_dim: embedDim, vision_cfg: vision, text_cfg: text } = openClip.model_cfg;
  const { mean, std, interpolation, resize_mode: resizeMode } = openClip.preprocess_cfg;
  return modelConfig.parse({
    name,
    embedDim,
    image: imageTower(openClip, vit),
    text: textTower(openClip, bert),
    imageProjection: 'linear',
    textProjection: bert === undefined ? 'linear' : 'mlp',
    preprocess: {
      size: vision.image_size,
      mean,
      std,
      interpolation: demand('preprocess_cfg.interpolation', interpolation, ['bicubic', 'bilinear']),
      resizeMode: demand('preprocess_cfg.resize_mode', resizeMode, ['shortest']),
    },
    tokenizer:
      bert === undefined
        ? { kind: 'bpe', lowercase: readsLowercase(text) }
        : { kind: 'wordpiece', lowercase },
  });
}

/** Of open_clip's SimpleTokenizer. */
function readsLowercase({ hf_tokenizer_name: name, tokenizer_kwargs: options }: TextConfig): boolean {
  demand('text_cfg.hf_tokenizer_name', name ?? '', ['']);
  const setting = 'text_cfg.tokenizer_kwargs.clean';
  return demand(setting, options?.clean ?? 'lower', ['lower', 'whitespace']) === 'lower';
}
