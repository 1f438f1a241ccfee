import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSafetensors } from '#app/ml/tensor-file.ts';
import { floatTensors } from '#app/ml/tensor-data.ts';
import { sharedPath } from '#main/dev/shared.ts';
import {
  bootstrapInterval,
  recallAtK,
  retrievalRanks,
  retrievalReport,
  type RankOptions,
} from './retrieval.ts';

const jsonPath = sharedPath('golden/metrics/retrieval.json');
const tensorPath = sharedPath('golden/metrics/retrieval.safetensors');
const stats = z.object({
  'R@1': z.number(),
  'R@5': z.number(),
  'R@10': z.number(),
  'R@50': z.number(),
  median_rank: z.number(),
  mean_rank: z.number(),
  MRR: z.number(),
});
const direction = z.object({ optimistic: stats, pessimistic: stats, average_tie: stats, group_aware: stats });
const golden = z.object({
  dim: z.number(),
  results: z.record(
    z.enum(['unique', 'duplicated_captions']),
    z.object({ image_to_text: direction, text_to_image: direction }),
  ),
});

describe.skipIf(jsonPath === undefined || tensorPath === undefined)(
  'retrieval metrics (golden/metrics)',
  () => {
    if (jsonPath === undefined || tensorPath === undefined) return;
    const { dim, results } = golden.parse(JSON.parse(readFileSync(jsonPath, 'utf8')));
    const { tensors } = readSafetensors(readFileSync(tensorPath));
    const groups = Array.from(tensors.get('group')?.data ?? [], Number);
    tensors.delete('group');
    const floats = floatTensors(tensors);
    const of = (name: string) => floats.get(name)?.data ?? new Float64Array(0);
    const rows = (name: string): Float32Array => Float32Array.from(of(name));
    const variants: Readonly<Record<string, RankOptions>> = {
      optimistic: { ties: 'optimistic' },
      pessimistic: { ties: 'pessimistic' },
      average_tie: { ties: 'average' },
      group_aware: { groups },
    };
    const cases = (['unique', 'duplicated_captions'] as const).flatMap((set) =>
      (['image_to_text', 'text_to_image'] as const).flatMap((way) =>
        (['optimistic', 'pessimistic', 'average_tie', 'group_aware'] as const).map((variant) => ({
          set,
          way,
          variant,
        })),
      ),
    );
    it.each(cases)('$set $way $variant', ({ set, way, variant }) => {
      const texts = rows(set === 'unique' ? 'text' : 'text_duplicated');
      const images = rows('image');
      const options = variant === 'group_aware' && set === 'unique' ? {} : variants[variant];
      const ranks =
        way === 'image_to_text'
          ? retrievalRanks(images, texts, dim, options)
          : retrievalRanks(texts, images, dim, options);
      const expected = results[set][way][variant];
      const report = retrievalReport(ranks);
      expect(report.r1).toBeCloseTo(expected['R@1'], 12);
      expect(report.r5).toBeCloseTo(expected['R@5'], 12);
      expect(report.r10).toBeCloseTo(expected['R@10'], 12);
      expect(report.r50).toBeCloseTo(expected['R@50'], 12);
      expect(report.meanRank).toBeCloseTo(expected.mean_rank, 11);
      expect(report.mrr).toBeCloseTo(expected.MRR, 12);
      expect(report.medianRank).toBe(Math.floor(expected.median_rank - 1) + 1);
    });
  },
);

it('gives an interval around the statistic that is the same every time', () => {
  const ranks = Float64Array.from({ length: 200 }, (_, i) => (i % 4 === 0 ? 1 : 7));
  const [low, high] = bootstrapInterval(ranks, (sample) => recallAtK(sample, 1));
  expect(low).toBeGreaterThan(0.15);
  expect(low).toBeLessThan(0.25);
  expect(high).toBeGreaterThan(0.25);
  expect(high).toBeLessThan(0.35);
  expect(bootstrapInterval(ranks, (sample) => recallAtK(sample, 1))).toEqual([low, high]);
});
