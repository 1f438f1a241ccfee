/**
 * What a CLIP model is, as data: a ViT image tower, a BERT text tower and their projections, as open_clip's
 * CustomTextCLIP builds them from a timm trunk and a Hugging Face encoder (paper, "Model architecture").
 */

/** A timm VisionTransformer: class token, learned positions, pre-norm blocks, fused qkv with bias, exact GELU. */
export interface ImageTowerConfig {
  readonly kind: 'vit';
  /** Side of the square input in pixels. */
  readonly imageSize: number;
  /** Side of a square patch in pixels; divides imageSize. */
  readonly patchSize: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  /** Width of the MLP's hidden layer as a multiple of `width`. */
  readonly mlpRatio: number;
  /** 'token': the class token after the final norm (timm's default). */
  readonly pooling: 'token';
  readonly layerNormEpsilon: number;
}

/** A Hugging Face BertModel without its pooling layer: post-norm blocks, exact GELU, padding id 0. */
export interface TextTowerConfig {
  readonly kind: 'bert';
  readonly vocabularySize: number;
  /** Longest token sequence, [CLS] and [SEP] included. */
  readonly contextLength: number;
  /** Rows of the position embedding; at least contextLength (BERT checkpoints have 512). */
  readonly positions: number;
  /** Rows of the token type embedding; only row 0 is used. */
  readonly tokenTypes: number;
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly intermediateSize: number;
  /** 'cls': the first token of the last hidden state (open_clip's cls_last_hidden_state_pooler). */
  readonly pooling: 'cls';
  readonly layerNormEpsilon: number;
}

/** How an image becomes the model's input; mean and std are per RGB channel of values in [0, 1]. */
export interface PreprocessConfig {
  readonly size: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  readonly interpolation: 'bicubic' | 'bilinear';
  readonly resizeMode: 'shortest';
}

export interface TokenizerConfig {
  readonly kind: 'wordpiece';
  readonly lowercase: boolean;
}

export interface ModelConfig {
  readonly name: string;
  readonly embedDim: number;
  readonly image: ImageTowerConfig;
  readonly text: TextTowerConfig;
  /** Linear without bias: 'visual.head.proj.weight' (open_clip's timm_proj 'linear'). */
  readonly imageProjection: 'linear';
  /** Two linear layers without bias and a GELU between them, hidden width (width + embedDim) / 2 (hf_proj_type 'mlp'). */
  readonly textProjection: 'mlp';
  readonly preprocess: PreprocessConfig;
  readonly tokenizer: TokenizerConfig;
}

/** Tokens of the image tower: one per patch and the class token. */
export function imageTokenCount({ imageSize, patchSize }: ImageTowerConfig): number {
  return (imageSize / patchSize) ** 2 + 1;
}

/** Hidden width of the text projection: open_clip takes the integer mean of its two ends. */
export function textProjectionWidth({ embedDim, text }: ModelConfig): number {
  return Math.floor((text.width + embedDim) / 2);
}
