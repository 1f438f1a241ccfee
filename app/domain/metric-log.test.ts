import { expect, it } from 'vitest';
import {
  decodeMetrics,
  encodeMetrics,
  metricPointAt,
  metricRecordBytes,
  splitAtResets,
} from './metric-log.ts';

const point = (step: number, loss = 1 / step) => ({
  step,
  loss,
  learningRate: 1e-3,
  logitScale: 14.28,
  gradNorm: 2,
  samplesPerSecond: 300,
  elapsedMs: step * 10,
});

it('gives back what was appended, NaN included, and ignores a torn tail', () => {
  const bytes = encodeMetrics([point(1), point(2, Number.NaN), point(3)]);
  const columns = decodeMetrics(bytes.subarray(0, bytes.length - 1));
  expect([...columns.step]).toEqual([1, 2]);
  expect(columns.loss[1]).toBeNaN();
  expect(metricPointAt(decodeMetrics(bytes.slice(0, metricRecordBytes)), 0)).toEqual(point(1));
});

it('marks the stretch that a resumed run wrote again', () => {
  const columns = decodeMetrics(encodeMetrics([1, 2, 3, 4, 3, 4, 5].map((step) => point(step))));
  const pieces = splitAtResets(columns, 0);
  expect(pieces.map((piece) => [piece.reset, [...piece.columns.step]])).toEqual([
    [false, [1, 2, 3, 4]],
    [true, [3, 4, 5]],
  ]);
  expect(splitAtResets(columns, 9)[0].reset).toBe(true);
});
