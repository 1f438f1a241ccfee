/** The towers that open_clip's configuration describes. What is built otherwise there is refused by its setting. */
import type {
  Activation,
  BertTowerConfig,
  ClipTextTowerConfig,
  ImageTowerConfig,
  TextTowerConfig,
} from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { BertConfig, OpenClipConfig, VitConfig } from './open-clip-config.ts';
import { timmEpsilon, timmVits, torchEpsilon } from './timm-vits.ts';

type VitShape = Pick<ImageTowerConfig, 'patchSize' | 'width' | 'depth' | 'heads' | 'mlpRatio'>;

/** `vit` describes a trunk that is none of timm's named models; without a trunk the tower is open_clip's own. */
export function imageTower(
  { model_cfg: model }: OpenClipConfig,
  vit: VitConfig | undefined,
): ImageTowerConfig {
  const { vision_cfg: vision } = model;
  if (vision.timm_model_name === undefined && vit === undefined) return clipImageTower(model);
  demand('vision_cfg.timm_pool', vision.timm_pool, ['', 'token']);
  demand('vision_cfg.timm_proj', vision.timm_proj, ['linear']);
  demand('vision_cfg.timm_proj_bias', `${vision.timm_proj_bias}`, ['false']);
  const shape = vit === undefined ? namedShape(vision.timm_model_name) : shapeOf(vit);
  return {
    kind: 'vit',
    layerNormEpsilon: timmEpsilon,
    ...shape,
    imageSize: vision.image_size,
    pooling: 'token',
  };
}

function clipImageTower(model: OpenClipConfig['model_cfg']): ImageTowerConfig {
  const { vision_cfg: vision } = model;
  const { layers, width, head_width: headWidth } = vision;
  if (typeof layers !== 'number') throw notBuilt('vision_cfg.layers', layers.join(', '), ['a number']);
  demandPlain('vision_cfg', vision, {
    act_kwargs: 'none',
    ls_init_value: 'none',
    attentional_pool: 'false',
    no_ln_pre: 'false',
    pos_embed_type: 'learnable',
    final_ln_after_pool: 'false',
    pool_type: 'tok',
    block_type: 'default',
    qk_norm: 'false',
  });
  return {
    kind: 'clip-vit',
    imageSize: vision.image_size,
    patchSize: vision.patch_size,
    width,
    depth: layers,
    heads: Math.floor(width / headWidth),
    mlpRatio: vision.mlp_ratio,
    activation: activation(model),
    pooling: 'token',
    layerNormEpsilon: vision.norm_kwargs?.eps ?? torchEpsilon,
  };
}

const activation = ({ quick_gelu: isQuick }: OpenClipConfig['model_cfg']): Activation =>
  isQuick ? 'quick-gelu' : 'gelu';

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

function namedShape(name = ''): VitShape {
  // timm's names may end in those of weights: vit_base_patch16_224.augreg_in21k.
  const shape = timmVits[name.split('.')[0] ?? ''];
  if (shape !== undefined) return shape;
  throw new FigscopeError('unsupported', {
    message: `The image tower '${name}' (vision_cfg.timm_model_name) is not known here.`,
    remedy:
      'Describe it in vit_config.json beside open_clip_config.json, as timm does: ' +
      '{"img_size": 224, "patch_size": 16, "embed_dim": 768, "depth": 12, "num_heads": 12}.',
    facts: { name, known: Object.keys(timmVits) },
  });
}

/** `bert` describes the Hugging Face encoder; without one the tower is open_clip's own. */
export function textTower(
  { model_cfg: model }: OpenClipConfig,
  bert: BertConfig | undefined,
): TextTowerConfig {
  return bert === undefined ? clipTextTower(model) : bertTower(model.text_cfg, bert);
}

function clipTextTower(model: OpenClipConfig['model_cfg']): ClipTextTowerConfig {
  const { text_cfg: text } = model;
  demand('custom_text', `${model.custom_text}`, ['false']);
  demandPlain('text_cfg', text, {
    act_kwargs: 'none',
    ls_init_value: 'none',
    embed_cls: 'false',
    no_causal_mask: 'false',
    pool_type: 'argmax',
    proj_type: 'linear',
    proj_bias: 'false',
    block_type: 'default',
    qk_norm: 'false',
  });
  return {
    kind: 'clip-text',
    vocabularySize: text.vocab_size,
    contextLength: text.context_length,
    positions: text.context_length,
    width: text.width,
    depth: text.layers,
    heads: text.heads,
    mlpRatio: text.mlp_ratio,
    activation: activation(model),
    pooling: 'end-of-text',
    layerNormEpsilon: text.norm_kwargs?.eps ?? torchEpsilon,
  };
}

function bertTower(text: OpenClipConfig['model_cfg']['text_cfg'], bert: BertConfig): BertTowerConfig {
  const pooler = text.hf_pooler_type ?? text.pooler_type;
  demand('text_cfg.hf_proj_type', text.hf_proj_type ?? text.proj, ['mlp']);
  demand('text_cfg.hf_pooler_type', pooler, ['cls_last_hidden_state_pooler']);
  demand('model_type of the text encoder', bert.model_type, ['bert']);
  demand('hidden_act of the text encoder', bert.hidden_act, ['gelu']);
  demand('pad_token_id of the text encoder', `${bert.pad_token_id ?? 0}`, ['0']);
  demand('position_embedding_type of the text encoder', bert.position_embedding_type ?? 'absolute', [
    'absolute',
  ]);
  return {
    kind: 'bert',
    vocabularySize: bert.vocab_size,
    contextLength: text.context_length,
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

/** Throws unsupported unless the setting has one of the values that are built here. */
export function demand(setting: string, found: string | undefined, known: readonly string[]): string {
  if (found !== undefined && known.includes(found)) return found;
  throw notBuilt(setting, found ?? '', known);
}

/** Throws unsupported unless each setting is absent or has its one value. */
function demandPlain(
  where: string,
  settings: Readonly<Record<string, unknown>>,
  plain: Readonly<Record<string, string>>,
): void {
  for (const [name, wanted] of Object.entries(plain)) {
    const value = settings[name];
    if (value === undefined || value === null) continue;
    const found = typeof value === 'string' ? value : JSON.stringify(value);
    if (found !== wanted) throw notBuilt(`${where}.${name}`, found, [wanted]);
  }
}

function notBuilt(setting: string, found: string, known: readonly string[]): FigscopeError {
  return new FigscopeError('unsupported', {
    message: `The model has ${setting} '${found}', which is not built here.`,
    remedy: `Use a model with one of: ${known.map((value) => `'${value}'`).join(', ')}.`,
    facts: { setting, found, known },
  });
}
