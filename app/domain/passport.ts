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

/**
 * Why vectors of two passports must not be compared: one readable line for each difference that matters, none when
 * they belong together. Names, precision and engine never matter.
 */
export function passportDifference(a: Passport, b: Passport): string[] {
  const [one, other] = [a.preprocessing, b.preprocessing];
  return [
    difference(
      'weights',
      shortHash(a.weightsHash),
      shortHash(b.weightsHash),
      a.weightsHash !== b.weightsHash,
    ),
    difference(
      'tokenizer',
      shortHash(a.tokenizerHash),
      shortHash(b.tokenizerHash),
      a.tokenizerHash !== b.tokenizerHash,
    ),
    difference('embedding dimension', a.dimension, b.dimension),
    difference('image size', `${one.imageSize} px`, `${other.imageSize} px`),
    difference('channel means', one.mean.join(' '), other.mean.join(' ')),
    difference('channel deviations', one.std.join(' '), other.std.join(' ')),
    difference('interpolation', one.interpolation, other.interpolation),
    difference('image preparation', one.prepare, other.prepare),
  ].flat();
}

function difference(what: string, a: string | number, b: string | number, differs = a !== b): string[] {
  return differs ? [`different ${what}: ${a} and ${b}`] : [];
}

function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
