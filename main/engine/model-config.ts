/** Reads model configurations: the schema of config.json and of resources/models. */
import * as z from 'zod';
import type { ModelConfig } from '#app/ml/clip/config.ts';

const size = z.number().int().min(1).max(1_000_000);
const channels = z.tuple([z.number(), z.number(), z.number()]).readonly();

const imageTower = z
  .object({
    kind: z.literal('vit'),
    imageSize: size,
    patchSize: size,
    width: size,
    depth: size,
    heads: size,
    mlpRatio: z.number().positive(),
    pooling: z.literal('token'),
    layerNormEpsilon: z.number().positive(),
  })
  .refine(({ imageSize, patchSize }) => imageSize % patchSize === 0, 'patchSize must divide imageSize')
  .refine(({ width, heads }) => width % heads === 0, 'heads must divide width');

const textTower = z
  .object({
    kind: z.literal('bert'),
    vocabularySize: size,
    contextLength: size.min(3),
    positions: size,
    tokenTypes: size,
    width: size,
    depth: size,
    heads: size,
    intermediateSize: size,
    pooling: z.literal('cls'),
    layerNormEpsilon: z.number().positive(),
  })
  .refine(
    ({ contextLength, positions }) => contextLength <= positions,
    'contextLength must be at most positions',
  )
  .refine(({ width, heads }) => width % heads === 0, 'heads must divide width');

export const modelConfig: z.ZodType<ModelConfig> = z.object({
  name: z.string().min(1),
  embedDim: size,
  image: imageTower,
  text: textTower,
  imageProjection: z.literal('linear'),
  textProjection: z.literal('mlp'),
  preprocess: z.object({
    size,
    mean: channels,
    std: channels,
    interpolation: z.enum(['bicubic', 'bilinear']),
    resizeMode: z.literal('shortest'),
  }),
  tokenizer: z.object({ kind: z.literal('wordpiece'), lowercase: z.boolean() }),
});
