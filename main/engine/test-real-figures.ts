/** Real figures and captions as inputs of a model. For tests only. */
import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import { requireShared } from '#main/dev/shared.ts';
import { readTensors } from './test-golden.ts';

/** Side of the figures of golden/preprocess. */
const STORED_SIZE = 224;

/** The twelve figures of golden/preprocess -> [12, 3, size, size], normalised; smaller sizes by leaving pixels out. */
export function realFigures({ preprocess }: ModelConfig): { images: Float32Array; count: number } {
  const { size, mean, std } = preprocess;
  const figures = [
    ...readTensors(requireShared('golden/preprocess'), 'real_figures_u8_224.safetensors').values(),
  ];
  const images = new Float32Array(figures.length * 3 * size * size);
  let at = 0;
  for (const { data } of figures) {
    for (const channel of [0, 1, 2] as const) {
      for (let pixel = 0; pixel < size * size; pixel++) {
        const [y, x] = [Math.floor(pixel / size), pixel % size].map((place) =>
          Math.floor(((place + 0.5) * STORED_SIZE) / size),
        );
        const value = Number(data[(y! * STORED_SIZE + x!) * 3 + channel]) / 255;
        images[at++] = (value - mean[channel]) / std[channel];
      }
    }
  }
  return { images, count: figures.length };
}

const row = z.object({ kind: z.string(), text: z.string() });

/** Real captions -> [count, contextLength]. */
export function realCaptions(tokenizer: Tokenizer, contextLength: number, count: number): Int32Array {
  const lines = readFileSync(`${requireShared('golden/tokenizer')}/golden_ids.jsonl`, 'utf8')
    .trimEnd()
    .split('\n');
  const captions = lines.map((line) => row.parse(JSON.parse(line))).filter(({ kind }) => kind === 'caption');
  const tokenIds = new Int32Array(count * contextLength);
  captions.slice(0, count).forEach(({ text }, index) => {
    tokenIds.set(tokenizer.encode(text).ids.subarray(0, contextLength), index * contextLength);
  });
  return tokenIds;
}

/** Smallest cosine between rows of two lists of unit vectors. */
export function smallestCosine(found: Float32Array, expected: Float32Array, width: number): number {
  let smallest = 1;
  for (let start = 0; start < expected.length; start += width) {
    let dot = 0;
    for (let k = start; k < start + width; k++) dot += found[k]! * expected[k]!;
    if (!(dot >= smallest)) smallest = dot;
  }
  return smallest;
}

/** For every query, the candidates from best to worst. */
export function rankings(queries: Float32Array, candidates: Float32Array, width: number): number[][] {
  const count = candidates.length / width;
  return Array.from({ length: queries.length / width }, (_, query) => {
    const scores = Array.from({ length: count }, (_unused, candidate) => {
      let dot = 0;
      for (let k = 0; k < width; k++) dot += queries[query * width + k]! * candidates[candidate * width + k]!;
      return dot;
    });
    return scores.map((_score, index) => index).toSorted((a, b) => scores[b]! - scores[a]!);
  });
}
