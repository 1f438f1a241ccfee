import { describe, expect, it } from 'vitest';
import { MinMaxSeries } from './min-max-series.ts';
import { createRandom } from './random.ts';

function series(values: readonly number[]): MinMaxSeries {
  const made = new MinMaxSeries();
  values.forEach((value, i) => made.push(i, value));
  return made;
}

describe('MinMaxSeries', () => {
  it('keeps the smallest and largest value whatever the size of the picture', () => {
    const random = createRandom(7);
    for (const length of [1, 50, 1000, 5000, 40_000]) {
      const values = Array.from({ length }, () => random.normal());
      const points = series(values).points(100);
      expect(points.length).toBeLessThanOrEqual(200);
      const ys = points.map((point) => point.y);
      expect(Math.max(...ys)).toBe(Math.max(...values));
      expect(Math.min(...ys)).toBe(Math.min(...values));
      expect(points.every((point, i) => i === 0 || points[i - 1].x < point.x)).toBe(true);
    }
  });

  it('does not move what is drawn already when it grows within a level', () => {
    const values = Array.from({ length: 3000 }, (_, i) => Math.sin(i * 12.9898) * i);
    const before = series(values.slice(0, 2600)).points(100);
    const after = series(values).points(100);
    expect(after.slice(0, before.length - 2)).toEqual(before.slice(0, -2));
  });

  it('gives the same when a level is made early and kept up', () => {
    const values = Array.from({ length: 9000 }, (_, i) => Math.cos(i * 78.233) / (i + 1));
    const grownLate = new MinMaxSeries();
    values.slice(0, 4000).forEach((value, i) => grownLate.push(i, value));
    grownLate.points(20);
    values.slice(4000).forEach((value, i) => grownLate.push(4000 + i, value));
    expect(grownLate.points(20)).toEqual(series(values).points(20));
  });

  it('keeps what is not a number apart', () => {
    const made = series([1, Number.NaN, 3, Number.POSITIVE_INFINITY]);
    expect(made.gaps()).toEqual([1, 3]);
    expect(made.points(10).map((point) => point.y)).toEqual([1, 3]);
  });
});
