/**
 * What a CLIP model is, as data: an image tower, a text tower and their projections, as open_clip builds them: from a
 * timm trunk and a Hugging Face encoder (CustomTextCLIP; paper, "Model architecture"), or from CLIP's own towers.
 */

/** torch.nn.GELU(), or x * sigmoid(1.702 x) of OpenAI's weights (open_clip `quick_gelu`). */
export type Activation = 'gelu' | 'quick-gelu';

interface VisionTransformerConfig {
  /** Side of the square input in pixels. */
  readonly imageSize: number;
  /** Side of a square patch in pixels; divides imageSize. */
  readonly patchSize: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of the MLP's hidden layer as a multiple of `width`. */
  readonly mlpRatio: number;
  /** 'token': the class token after the final norm. */
  readonly pooling: 'token';
  readonly layerNormEpsilon: number;
}

/** A timm VisionTransformer: class token, learned positions, pre-norm blocks, fused qkv with bias, exact GELU. */
export interface TimmImageTowerConfig extends VisionTransformerConfig {
  readonly kind: 'vit';
}

/** open_clip's own VisionTransformer: patches without bias and a norm before the first block. */
export interface ClipImageTowerConfig extends VisionTransformerConfig {
  readonly kind: 'clip-vit';
  readonly activation: Activation;
}

export type ImageTowerConfig = TimmImageTowerConfig | ClipImageTowerConfig;

interface TextTransformerConfig {
  readonly vocabularySize: number;
  /** Longest token sequence, the special tokens at both ends included. */
  readonly contextLength: number;
  /** Rows of the position embedding; at least contextLength (BERT checkpoints have 512). */
  readonly positions: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly layerNormEpsilon: number;
}

/** A Hugging Face BertModel without its pooling layer: post-norm blocks, exact GELU, padding id 0. */
export interface BertTowerConfig extends TextTransformerConfig {
  readonly kind: 'bert';
  /** Rows of the token type embedding; only row 0 is used. */
  readonly tokenTypes: number;
  readonly intermediateSize: number;
  /** 'cls': the first token of the last hidden state (open_clip's cls_last_hidden_state_pooler). */
  readonly pooling: 'cls';
}

/** open_clip's TextTransformer: pre-norm blocks in which a token sees itself and those before it. */
export interface ClipTextTowerConfig extends TextTransformerConfig {
  readonly kind: 'clip-text';
  readonly mlpRatio: number;
  readonly activation: Activation;
  /** 'end-of-text': the token with the highest id (open_clip's pool_type 'argmax'), the first one of several. */
  readonly pooling: 'end-of-text';
}

export type TextTowerConfig = BertTowerConfig | ClipTextTowerConfig;

/** How an image becomes the model's input; mean and std are per RGB channel of values in [0, 1]. */
export interface PreprocessConfig {
  readonly size: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly interpolation: 'bicubic' | 'bilinear';
  readonly resizeMode: 'shortest';
}

export type TokenizerConfig =
  | { readonly kind: 'wordpiece'; readonly lowercase: boolean }
  /** CLIP's byte pairs; `lowercase` is open_clip's clean='lower', else clean='whitespace'. */
  | { readonly kind: 'bpe'; readonly lowercase: boolean };

export interface ModelConfig {
  readonly name: string;
  readonly embedDim: number;
  readonly image: ImageTowerConfig;
  readonly text: TextTowerConfig;
  /** Linear without bias: 'visual.head.proj.weight' of a timm trunk (timm_proj 'linear'), 'visual.proj' of CLIP's own. */
  readonly imageProjection: 'linear';
  /**
   * BERT: two linear layers without bias and a GELU between them, hidden width (width + embedDim) / 2 (hf_proj_type
   * 'mlp'). CLIP's own tower: linear without bias, 'text_projection'.
   */
  readonly textProjection: 'mlp' | 'linear';
  readonly preprocess: PreprocessConfig;
  readonly tokenizer: TokenizerConfig;
}

/** Tokens of the image tower: one per patch and the class token. */
export function imageTokenCount({ imageSize, patchSize }: ImageTowerConfig): number {
  return (imageSize / patchSize) ** 2 + 1;
}

/** Hidden width of BERT's projection: open_clip takes the integer mean of its two ends. */
export function textProjectionWidth(embedDim: number, { width }: BertTowerConfig): number {
  return Math.floor((width + embedDim) / 2);
}
