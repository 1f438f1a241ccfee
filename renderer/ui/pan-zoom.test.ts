import { expect, it } from 'vitest';
import { fitScale, fitted, kept, zoomedAt } from './pan-zoom.ts';

const stage = { width: 720, height: 400 };
const image = { width: 2204, height: 1602 };

it('fits the whole image, centred, and enlarges small ones a little only', () => {
  const placement = fitted(stage, image);
  expect(placement.scale).toBeCloseTo(380 / 1602);
  expect(placement.x).toBeCloseTo((720 - 2204 * placement.scale) / 2);
  expect(placement.y).toBeCloseTo(10);
  expect(fitScale(stage, { width: 16, height: 16 })).toBe(4);
});

it('keeps the point under the pointer where it is', () => {
  const before = fitted(stage, image);
  const after = zoomedAt(before, 8, 300, 200, stage, image);
  expect((300 - after.x) / after.scale).toBeCloseTo((300 - before.x) / before.scale);
  expect((200 - after.y) / after.scale).toBeCloseTo((200 - before.y) / before.scale);
});

it('ends at the fitted size and at sixteen times', () => {
  const placement = fitted(stage, image);
  expect(zoomedAt(placement, 0.01, 0, 0, stage, image).scale).toBeCloseTo(placement.scale);
  expect(zoomedAt(placement, 1e9, 0, 0, stage, image).scale).toBe(16);
});

it('never shows a gap beside a large image', () => {
  expect(kept({ scale: 1, x: 500, y: -9999 }, stage, image)).toEqual({ scale: 1, x: 10, y: 400 - 1602 - 10 });
});
