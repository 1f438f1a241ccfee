import { describe, expect, it } from 'vitest';
import { loadModelPreset } from './model-presets.ts';
import { bertConfig, configFromOpenClip, openClipConfig } from './open-clip-config.ts';

/** open_clip's model_configs/ViT-B-32.json. */
const vitB32 = {
  embed_dim: 512,
  vision_cfg: { image_size: 224, layers: 12, width: 768, patch_size: 32 },
  text_cfg: { context_length: 77, vocab_size: 49408, width: 512, heads: 8, layers: 12 },
};
const vision = vitB32.vision_cfg;
const text = vitB32.text_cfg;

const configOf = (model: object, bert?: object) =>
  configFromOpenClip('clip-vit-b-32', {
    openClip: openClipConfig.parse({ model_cfg: model }),
    bert: bert === undefined ? undefined : bertConfig.parse(bert),
    vit: undefined,
    lowercase: true,
  });

describe("CLIP's own towers in open_clip's configuration", () => {
  it('become the description that ships', () => {
    expect(configOf(vitB32)).toEqual(loadModelPreset('clip-vit-b-32'));
    const patch16 = { ...vitB32, vision_cfg: { ...vision, patch_size: 16 } };
    expect({ ...configOf(patch16), name: 'clip-vit-b-16' }).toEqual(loadModelPreset('clip-vit-b-16'));
  });

  it('have the activation, the epsilon and the cleaning that are asked for', () => {
    const config = configOf({
      ...vitB32,
      quick_gelu: true,
      vision_cfg: { ...vision, norm_kwargs: { eps: 1e-6 }, pool_type: 'tok', ls_init_value: null },
      text_cfg: { ...text, tokenizer_kwargs: { clean: 'whitespace' } },
    });
    expect(config).toMatchObject({
      image: { activation: 'quick-gelu', layerNormEpsilon: 1e-6 },
      text: { activation: 'quick-gelu', layerNormEpsilon: 1e-5 },
      tokenizer: { kind: 'bpe', lowercase: false },
    });
  });

  it('go with the towers of timm and Hugging Face', () => {
    const timm = { timm_model_name: 'vit_small_patch16_224.augreg_in21k', timm_pool: '', image_size: 224 };
    expect(configOf({ ...vitB32, vision_cfg: timm })).toMatchObject({
      image: { kind: 'vit', width: 384, heads: 6 },
      text: { kind: 'clip-text' },
    });
    const hub = { hf_model_name: 'x', hf_proj_type: 'mlp', hf_pooler_type: 'cls_last_hidden_state_pooler' };
    expect(configOf({ ...vitB32, text_cfg: hub }, {})).toMatchObject({
      image: { kind: 'clip-vit' },
      text: { kind: 'bert', contextLength: 77 },
      textProjection: 'mlp',
      tokenizer: { kind: 'wordpiece' },
    });
  });

  it.each([
    ['vision_cfg.layers', { vision_cfg: { ...vision, layers: [3, 4, 6, 3] } }],
    ['vision_cfg.pool_type', { vision_cfg: { ...vision, pool_type: 'avg' } }],
    ['vision_cfg.no_ln_pre', { vision_cfg: { ...vision, no_ln_pre: true } }],
    ['vision_cfg.attentional_pool', { vision_cfg: { ...vision, attentional_pool: 'parallel' } }],
    ['vision_cfg.act_kwargs', { vision_cfg: { ...vision, act_kwargs: { approximate: 'tanh' } } }],
    ['text_cfg.no_causal_mask', { text_cfg: { ...text, no_causal_mask: true } }],
    ['text_cfg.pool_type', { text_cfg: { ...text, pool_type: 'last' } }],
    ['text_cfg.hf_tokenizer_name', { text_cfg: { ...text, hf_tokenizer_name: 'x/y' } }],
    [
      'text_cfg.tokenizer_kwargs.clean',
      { text_cfg: { ...text, tokenizer_kwargs: { clean: 'canonicalize' } } },
    ],
    ['custom_text', { custom_text: true }],
  ])('are refused by the setting that is not built here: %s', (setting, change) => {
    const error = {
      code: 'unsupported',
      message: expect.stringContaining(setting),
      remedy: expect.any(String),
    };
    expect(() => configOf({ ...vitB32, ...change })).toThrow(expect.objectContaining(error));
  });
});
