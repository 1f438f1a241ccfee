/** A model configuration as open_clip's own files describe it: the way back from open-clip-config.ts. */
import type {
  BertTowerConfig,
  ClipImageTowerConfig,
  ClipTextTowerConfig,
  ModelConfig,
  TimmImageTowerConfig,
} from '#app/ml/clip/config.ts';
import { timmEpsilon, timmVits, torchEpsilon } from '../timm-vits.ts';

/** The name under which timm builds this trunk; undefined where it has none of this shape. */
export function timmName(image: TimmImageTowerConfig): string | undefined {
  if (image.layerNormEpsilon !== timmEpsilon) return undefined;
  const keys = ['imageSize', 'patchSize', 'width', 'depth', 'heads', 'mlpRatio'] as const;
  const same = Object.entries(timmVits).find(([, shape]) => keys.every((key) => shape[key] === image[key]));
  return same?.[0];
}

/** A name for a trunk that timm does not know: it has to be registered before open_clip can ask for it. */
function ownTimmName({ width, depth, heads, patchSize, imageSize }: TimmImageTowerConfig): string {
  return `vit_figscope_w${width}_d${depth}_h${heads}_patch${patchSize}_${imageSize}`;
}

/**
 * open_clip_config.json in the keys of open_clip 3. `folder` is where it will lie: open_clip reads the text encoder's
 * config.json from the path that it finds here.
 */
export function openClipDescription(
  { embedDim, image, text, preprocess, tokenizer }: ModelConfig,
  folder: string,
) {
  const { mean, std, interpolation, resizeMode } = preprocess;
  const clipTowers = [image, text].filter((tower) => 'activation' in tower);
  const quick = clipTowers.some(({ activation }) => activation === 'quick-gelu');
  return {
    model_cfg: {
      embed_dim: embedDim,
      ...(quick ? { quick_gelu: true } : {}),
      vision_cfg: image.kind === 'vit' ? timmTower(image) : clipImageTower(image),
      text_cfg: text.kind === 'bert' ? bertTower(text, folder) : clipTextTower(text, tokenizer.lowercase),
    },
    preprocess_cfg: { mean, std, interpolation, resize_mode: resizeMode },
  };
}

function timmTower(image: TimmImageTowerConfig) {
  return {
    timm_model_name: timmName(image) ?? ownTimmName(image),
    timm_model_pretrained: false,
    timm_pool: '',
    timm_proj: 'linear',
    image_size: image.imageSize,
  };
}

function clipImageTower(image: ClipImageTowerConfig) {
  return {
    image_size: image.imageSize,
    patch_size: image.patchSize,
    layers: image.depth,
    width: image.width,
    head_width: image.width / image.heads,
    mlp_ratio: image.mlpRatio,
    ...normSettings(image.layerNormEpsilon),
  };
}

function bertTower(text: BertTowerConfig, folder: string) {
  return {
    hf_model_name: folder,
    hf_tokenizer_name: folder,
    hf_proj_type: 'mlp',
    hf_pooler_type: 'cls_last_hidden_state_pooler',
    context_length: text.contextLength,
  };
}

function clipTextTower(text: ClipTextTowerConfig, lowercase: boolean) {
  return {
    context_length: text.contextLength,
    vocab_size: text.vocabularySize,
    width: text.width,
    heads: text.heads,
    layers: text.depth,
    mlp_ratio: text.mlpRatio,
    ...(lowercase ? {} : { tokenizer_kwargs: { clean: 'whitespace' } }),
    ...normSettings(text.layerNormEpsilon),
  };
}

function normSettings(epsilon: number) {
  return epsilon === torchEpsilon ? {} : { norm_kwargs: { eps: epsilon } };
}

/** Hugging Face's config.json of the text encoder; what is not said has BertConfig's default. */
export function bertDescription(text: BertTowerConfig) {
  return {
    architectures: ['BertModel'],
    model_type: 'bert',
    vocab_size: text.vocabularySize,
    hidden_size: text.width,
    num_hidden_layers: text.depth,
    num_attention_heads: text.heads,
    intermediate_size: text.intermediateSize,
    max_position_embeddings: text.positions,
    type_vocab_size: text.tokenTypes,
    hidden_act: 'gelu',
    layer_norm_eps: text.layerNormEpsilon,
    pad_token_id: 0,
  };
}

/** Hugging Face's tokenizer_config.json beside vocab.txt. */
export function bertTokenizerDescription(text: BertTowerConfig, lowercase: boolean) {
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: lowercase,
    model_max_length: text.positions,
    unk_token: '[UNK]',
    sep_token: '[SEP]',
    pad_token: '[PAD]',
    cls_token: '[CLS]',
    mask_token: '[MASK]',
  };
}

/** vit_config.json: the arguments of a timm VisionTransformer that has no name of its own. */
export function vitDescription(image: TimmImageTowerConfig) {
  return {
    img_size: image.imageSize,
    patch_size: image.patchSize,
    embed_dim: image.width,
    depth: image.depth,
    num_heads: image.heads,
    mlp_ratio: image.mlpRatio,
    qkv_bias: true,
    norm_eps: image.layerNormEpsilon,
    act: 'gelu (erf)',
    global_pool: 'token',
  };
}
