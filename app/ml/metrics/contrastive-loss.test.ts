import { expect, it } from 'vitest';
import { contrastiveLossOf } from './contrastive-loss.ts';

it('is ln(n) when all are alike, and near nothing when every pair is its own direction', () => {
  const alike = Float32Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? 1 : 0));
  expect(contrastiveLossOf(alike, alike, 2, 10)).toBeCloseTo(Math.log(4), 6);
  const apart = Float32Array.of(1, 0, 0, 1);
  expect(contrastiveLossOf(apart, apart, 2, 100)).toBeCloseTo(0, 6);
});

it('agrees with the definition worked out by hand', () => {
  const images = Float32Array.of(1, 0, 0.6, 0.8);
  const texts = Float32Array.of(0.8, 0.6, 0, 1);
  // scale 2: logits [[1.6, 0], [1.92, 1.6]]
  const rows = Math.log(Math.exp(1.6) + 1) - 1.6 + (Math.log(Math.exp(1.92) + Math.exp(1.6)) - 1.6);
  const columns = Math.log(Math.exp(1.6) + Math.exp(1.92)) - 1.6 + (Math.log(1 + Math.exp(1.6)) - 1.6);
  expect(contrastiveLossOf(images, texts, 2, 2)).toBeCloseTo((rows + columns) / 4, 5);
});
