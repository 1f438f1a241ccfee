/** Reads model configurations: the schema of config.json and of resources/models. */
import * as z from 'zod';
import type { ModelConfig } from '#app/ml/clip/config.ts';

const size = z.number().int().min(1).max(1_000_000);
const channels = z.tuple([z.number(), z.number(), z.number()]).readonly();

const activation = z.enum(['gelu', 'quick-gelu']);
const visionTransformer = {
  imageSize: size,
  patchSize: size,
  width: size,
  depth: size,
  heads: size,
  mlpRatio: z.number().positive(),
  pooling: z.literal('token'),
  layerNormEpsilon: z.number().positive(),
};
const textTransformer = {
  vocabularySize: size,
  contextLength: size.min(3),
  positions: size,
  width: size,
  depth: size,
  heads: size,
  layerNormEpsilon: z.number().positive(),
};

const imageTower = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('vit'), ...visionTransformer }),
    z.object({ kind: z.literal('clip-vit'), ...visionTransformer, activation }),
  ])
  .refine(({ imageSize, patchSize }) => imageSize % patchSize === 0, 'patchSize must divide imageSize')
  .refine(({ width, heads }) => width % heads === 0, 'heads must divide width');

const textTower = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('bert'),
      ...textTransformer,
      tokenTypes: size,
      intermediateSize: size,
      pooling: z.literal('cls'),
    }),
    z.object({
      kind: z.literal('clip-text'),
      ...textTransformer,
      mlpRatio: z.number().positive(),
      activation,
      pooling: z.literal('end-of-text'),
    }),
  ])
  .refine(
    ({ contextLength, positions }) => contextLength <= positions,
    'contextLength must be at most positions',
  )
  .refine(({ width, heads }) => width % heads === 0, 'heads must divide width');

export const modelConfig: z.ZodType<ModelConfig> = z
  .object({
    name: z.string().min(1),
    embedDim: size,
    image: imageTower,
    text: textTower,
    imageProjection: z.literal('linear'),
    textProjection: z.enum(['mlp', 'linear']),
    preprocess: z.object({
      size,
      mean: channels,
      std: channels,
      interpolation: z.enum(['bicubic', 'bilinear']),
      resizeMode: z.literal('shortest'),
    }),
    tokenizer: z.object({ kind: z.enum(['wordpiece', 'bpe']), lowercase: z.boolean() }),
  })
  .refine(
    ({ text, textProjection }) => textProjection === (text.kind === 'bert' ? 'mlp' : 'linear'),
    "textProjection must be 'mlp' for bert and 'linear' for clip-text",
  )
  .refine(
    // BERT hides padding by its id, CLIP finds the end of the text by its id: each needs its own tokenizer.
    ({ text, tokenizer }) => tokenizer.kind === (text.kind === 'bert' ? 'wordpiece' : 'bpe'),
    "tokenizer must be 'wordpiece' for bert and 'bpe' for clip-text",
  );
