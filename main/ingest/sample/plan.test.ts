import { describe, expect, it } from 'vitest';
import { compoundName, modalities } from './modalities.ts';
import { planSample, traitKey } from './plan.ts';

const plan = planSample(0, 1200);
const test = plan.filter(({ split }) => split === 'test');

describe('planSample', () => {
  it('spreads 1,200 figures over 300 articles of two to six', () => {
    const sizes = new Map<string, number>();
    for (const { themed } of plan) sizes.set(themed.article.key, (sizes.get(themed.article.key) ?? 0) + 1);
    expect(plan).toHaveLength(1200);
    expect(sizes.size).toBe(300);
    expect(Math.min(...sizes.values())).toBeGreaterThanOrEqual(2);
    expect(Math.max(...sizes.values())).toBeLessThanOrEqual(6);
    expect(new Set(sizes.values()).size).toBeGreaterThanOrEqual(4);
  });

  it('keeps each article in one split and fills dev and test with a tenth each', () => {
    const splitOf = new Map<string, string>();
    for (const { themed, split } of plan) {
      expect(splitOf.get(themed.article.key) ?? split).toBe(split);
      splitOf.set(themed.article.key, split);
    }
    const dev = plan.filter(({ split }) => split === 'dev');
    for (const part of [dev, test]) {
      expect(part.length).toBeGreaterThanOrEqual(115);
      expect(part.length).toBeLessThanOrEqual(125);
    }
  });

  it('hardly ever repeats all visible attributes of a figure inside the test split', () => {
    const keys = new Set(test.map(({ split, modality, sketch }) => traitKey(split, modality, sketch)));
    const collisions = test.length - keys.size;
    expect(
      collisions,
      `${collisions} of ${test.length} test figures look like another one`,
    ).toBeLessThanOrEqual(2);
  });

  it('draws every modality, none of them rarely, in the whole and nearly all in the test split', () => {
    const counts = new Map<string, number>();
    for (const { modality } of plan) counts.set(modality, (counts.get(modality) ?? 0) + 1);
    expect([...counts.keys()].sort()).toEqual([...Object.keys(modalities), compoundName].sort());
    expect(Math.min(...counts.values())).toBeGreaterThanOrEqual(12);
    expect(new Set(test.map(({ modality }) => modality)).size).toBeGreaterThanOrEqual(24);
  });

  it('gives articles licences, years and journals to filter by', () => {
    const articles = plan.map(({ themed }) => themed.article);
    expect(new Set(articles.map(({ license }) => license))).toEqual(
      new Set(['CC-BY', 'CC0', 'CC-BY-NC', 'CC-BY-SA']),
    );
    expect(new Set(articles.map(({ journal }) => journal)).size).toBe(12);
    const years = articles.map(({ year }) => year ?? 0);
    expect(Math.min(...years)).toBeGreaterThanOrEqual(2004);
    expect(Math.max(...years)).toBe(2025);
  });

  it('depends on the seed alone', () => {
    const lines = (seed: number) => planSample(seed, 40).map(({ sketch }) => sketch.headline);
    expect(lines(3)).toEqual(lines(3));
    expect(lines(3)).not.toEqual(lines(4));
  });

  it('plans small corpora too', () => {
    for (const count of [1, 2, 7, 30]) expect(planSample(0, count)).toHaveLength(count);
  });
});
