/**
 * The passport of an embedding: what it was made with. Vectors made with different weights, tokenizer,
 * preprocessing or dimension must never be compared; precision and engine only explain small differences.
 */
import * as z from 'zod';

export const passport = z.object({
  model: z.string(),
  /** SHA-256 over the sorted (name, shape, float32 bytes) of all tensors. */
  weightsHash: z.string(),
  /** SHA-256 of the vocabulary and the tokenizer's settings. */
  tokenizerHash: z.string(),
  preprocessing: z.object({
    imageSize: z.number().int(),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
    interpolation: z.string(),
    prepare: z.enum(['exact', 'display']),
  }),
  dimension: z.number().int(),
  precision: z.string(),
  engine: z.string(),
});
export type Passport = z.infer<typeof passport>;
