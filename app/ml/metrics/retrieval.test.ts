import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { readSafetensors } from '#app/ml/tensor-file.ts';
import { createRandom } from '#app/util/random.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import {
  bootstrapInterval,
  medianRank,
  proportionInterval,
  recallAtK,
  retrievalRanks,
  retrievalRanksBothWays,
  retrievalReport,
  type RankOptions,
} from './retrieval.ts';

// numpy in float64; see the README of the golden data.
const goldenStatistics = z.object({
  'R@1': z.number(),
  'R@5': z.number(),
  'R@10': z.number(),
  'R@50': z.number(),
  median_rank: z.number(),
  mean_rank: z.number(),
  MRR: z.number(),
});
const goldenDirection = z.object({
  optimistic: goldenStatistics,
  pessimistic: goldenStatistics,
  average_tie: goldenStatistics,
  group_aware: goldenStatistics,
});
const goldenCase = z.object({
  image_to_text: goldenDirection,
  text_to_image: goldenDirection,
  open_clip_get_clip_metrics: z.record(z.string(), z.number()),
});
const goldenRetrieval = z.object({
  results: z.object({ unique: goldenCase, duplicated_captions: goldenCase }),
});

const shared = sharedPath('golden/metrics');
describe.skipIf(!shared)('golden retrieval', () => {
  const { tensors } = shared
    ? readSafetensors(readFileSync(requireShared('golden/metrics/retrieval.safetensors')))
    : { tensors: new Map() };
  const floats = (name: string): Float32Array => Float32Array.from(tensors.get(name)?.data ?? [], Number);
  const results = shared
    ? goldenRetrieval.parse(JSON.parse(readFileSync(requireShared('golden/metrics/retrieval.json'), 'utf8')))
        .results
    : undefined;
  const groups = floats('group');
  const rules = [
    ['optimistic', { ties: 'optimistic' }],
    ['pessimistic', { ties: 'pessimistic' }],
    ['average_tie', { ties: 'average' }],
    ['group_aware', { ties: 'optimistic', groups }],
  ] as const satisfies readonly (readonly [keyof z.infer<typeof goldenDirection>, RankOptions])[];

  it.each([
    ['unique', 'text'],
    ['duplicated_captions', 'text_duplicated'],
  ] as const)('agrees for %s under every rule for ties', (name, textName) => {
    const images = floats('image');
    const texts = floats(textName);
    for (const [rule, options] of rules) {
      // The golden groups belong to the duplicated captions.
      const own = name === 'unique' && 'groups' in options ? { ties: options.ties } : options;
      const both = retrievalRanksBothWays(images, texts, 512, own);
      expect(retrievalRanks(images, texts, 512, own)).toEqual(both.imageToText);
      expect(retrievalRanks(texts, images, 512, own)).toEqual(both.textToImage);
      expectStatistics(both.imageToText, results?.[name].image_to_text[rule]);
      expectStatistics(both.textToImage, results?.[name].text_to_image[rule]);
    }
  });

  it('agrees with open_clip where no scores are tied', () => {
    const { imageToText, textToImage } = retrievalRanksBothWays(floats('image'), floats('text'), 512);
    const expected = results?.unique.open_clip_get_clip_metrics ?? {};
    for (const [direction, ranks] of Object.entries({
      image_to_text: imageToText,
      text_to_image: textToImage,
    })) {
      const report = retrievalReport(ranks);
      expect(report.meanRank).toBeCloseTo(expected[`${direction}_mean_rank`], 12);
      expect(report.medianRank).toBe(expected[`${direction}_median_rank`]);
      expect(report.r1).toBeCloseTo(expected[`${direction}_R@1`], 12);
      expect(report.r10).toBeCloseTo(expected[`${direction}_R@10`], 12);
    }
  });
});

function expectStatistics(ranks: Float64Array, golden: z.infer<typeof goldenStatistics> | undefined): void {
  const { r1, r5, r10, r50, medianRank: median, meanRank, mrr } = retrievalReport(ranks);
  const differences = [
    r1 - (golden?.['R@1'] ?? NaN),
    r5 - (golden?.['R@5'] ?? NaN),
    r10 - (golden?.['R@10'] ?? NaN),
    r50 - (golden?.['R@50'] ?? NaN),
    median - (golden?.median_rank ?? NaN),
    meanRank - (golden?.mean_rank ?? NaN),
    mrr - (golden?.MRR ?? NaN),
  ];
  for (const difference of differences) expect(Math.abs(difference)).toBeLessThan(1e-12);
}

describe('retrievalRanks', () => {
  it('does not let a collapsed model look perfect', () => {
    const same = new Float32Array(7 * 3).fill(0.5);
    expect([...retrievalRanks(same, same, 3)]).toEqual([4, 4, 4, 4, 4, 4, 4]);
    expect([...retrievalRanks(same, same, 3, { ties: 'optimistic' })]).toEqual([1, 1, 1, 1, 1, 1, 1]);
    expect([...retrievalRanks(same, same, 3, { ties: 'pessimistic' })]).toEqual([7, 7, 7, 7, 7, 7, 7]);
  });

  it('agrees with a plain sort for sizes around the blocks', () => {
    const random = createRandom('ranks');
    for (const pairs of [1, 3, 4, 5, 63, 67, 130]) {
      const queries = Float32Array.from({ length: pairs * 9 }, () => random.normal());
      const candidates = Float32Array.from({ length: pairs * 9 }, () => random.normal());
      const expected = Array.from({ length: pairs }, (_, query) => {
        const scores = Array.from({ length: pairs }, (__, candidate) => {
          let score = 0;
          for (let i = 0; i < 9; i++) score += queries[query * 9 + i] * candidates[candidate * 9 + i];
          return score;
        });
        return 1 + scores.filter((score) => score > scores[query]).length;
      });
      expect([...retrievalRanks(queries, candidates, 9)]).toEqual(expected);
    }
  });
});

describe('rank statistics', () => {
  it('take the median as open_clip does', () => {
    expect(medianRank(Float64Array.of(1, 2, 3, 4))).toBe(2);
    expect(medianRank(Float64Array.of(5, 1, 9))).toBe(5);
    expect(recallAtK(Float64Array.of(1, 1.5, 7), 1)).toBeCloseTo(1 / 3, 15);
  });
});

describe('bootstrapInterval', () => {
  const ranks = Float64Array.from({ length: 400 }, (_, i) => (i % 4 === 0 ? 7 : 1));
  const r1 = (sample: Float64Array): number => recallAtK(sample, 1);

  it('is repeatable, depends on the seed and brackets the value', () => {
    const [low, high] = bootstrapInterval(ranks, r1, { seed: 1 });
    expect(bootstrapInterval(ranks, r1, { seed: 1 })).toEqual([low, high]);
    expect(bootstrapInterval(ranks, r1, { seed: 2 })).not.toEqual([low, high]);
    // Normal approximation: 0.75 -+ 1.96 * sqrt(0.75 * 0.25 / 400) = 0.7076 .. 0.7924.
    expect(low).toBeCloseTo(0.7076, 1);
    expect(high).toBeCloseTo(0.7924, 1);
  });

  it('has a closed form for shares', () => {
    const drawn = bootstrapInterval(ranks, r1, { samples: 20_000 });
    const computed = proportionInterval(300, 400);
    expect(Math.abs(drawn[0] - computed[0])).toBeLessThanOrEqual(0.0026);
    expect(Math.abs(drawn[1] - computed[1])).toBeLessThanOrEqual(0.0026);
    expect(proportionInterval(0, 50)).toEqual([0, 0]);
    expect(proportionInterval(50, 50)).toEqual([1, 1]);
    // Ten tries at 0.3: P(X <= 0) = 0.0282, P(X <= 5) = 0.9527, P(X <= 6) = 0.9894.
    expect(proportionInterval(3, 10)).toEqual([0, 0.6]);
    const [low, high] = proportionInterval(50_000, 100_000);
    expect([low, high]).toEqual([0.4969, 0.5031]);
  });
});
