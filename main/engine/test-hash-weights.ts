/**
 * Weights of any size from a formula that the reference shares (golden/scripts/hashweights.py, and clip-golden.py for
 * the names of CLIP's own towers). For tests only.
 */
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { type FloatTensor, sizeOf } from '#app/ml/tensor-data.ts';

/** FNV-1a over the name. */
function seedOf(name: string): number {
  let seed = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(name)) seed = Math.imul(seed ^ byte, 0x01000193) >>> 0;
  return seed;
}

const isNormWeight = (name: string): boolean => /norm|ln_/i.test(name) && name.endsWith('.weight');

function scaleOf(name: string, shape: readonly number[]): number {
  if (isNormWeight(name)) return 0.1;
  if (/class_embedding|positional_embedding/.test(name)) return 0.05;
  if (shape.length === 1) return 0.02;
  if (/word_embeddings|token_embedding\.weight/.test(name)) return 0.1;
  if (/position_embeddings|token_type_embeddings|pos_embed$|cls_token$/.test(name)) return 0.05;
  return Math.sqrt(3 / sizeOf(shape.slice(1)));
}

export function hashTensor(name: string, shape: readonly number[]): FloatTensor {
  const data = new Float32Array(sizeOf(shape));
  if (name === 'logit_scale') return { shape, data: data.fill(Math.log(1 / 0.07)) };
  const seed = seedOf(name);
  const scale = Math.fround(scaleOf(name, shape));
  const base = isNormWeight(name) ? 1 : 0;
  for (let index = 0; index < data.length; index++) {
    let x = (seed + Math.imul(index, 0x9e3779b9)) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
    x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
    x ^= x >>> 16;
    const value = Math.fround(scale * (((x >>> 8) * 2 - 2 ** 24) / 2 ** 24));
    data[index] = base + value;
  }
  return { shape, data };
}

export function hashParameters(config: ModelConfig): Map<string, FloatTensor> {
  return new Map([...parameterShapes(config)].map(([name, shape]) => [name, hashTensor(name, shape)]));
}
