import { expect, it } from 'vitest';
import { logTicks, niceRange, niceTicks } from './scale.ts';

it('puts ticks on round numbers inside the range', () => {
  expect(niceTicks(0, 450, 5)).toEqual([0, 100, 200, 300, 400]);
  expect(niceTicks(0.12, 0.3, 4)).toEqual([0.15, 0.2, 0.25, 0.3]);
  expect(niceTicks(-1, 1, 4)).toEqual([-1, -0.5, 0, 0.5, 1]);
  expect(niceTicks(3, 3, 4)).toEqual([3]);
});

it('takes 1, 2 and 5 of each decade on a log axis', () => {
  expect(logTicks(0.3, 9)).toEqual([0.5, 1, 2, 5]);
  expect(logTicks(0.0001, 10_000)).toEqual([0.0001, 0.001, 0.01, 0.1, 1, 10, 100, 1000, 10_000]);
});

it('widens a range to round numbers and prints both ends', () => {
  expect(niceRange(0, 15.8, 3)).toEqual({ domain: [0, 20], ticks: [0, 10, 20] });
  expect(niceRange(14.13, 14.36, 3)).toEqual({ domain: [14.1, 14.4], ticks: [14.1, 14.2, 14.3, 14.4] });
  expect(niceRange(0, 6, 4)).toEqual({ domain: [0, 6], ticks: [0, 2, 4, 6] });
  expect(niceRange(5, 5, 3)).toEqual({ domain: [4, 10], ticks: [4, 6, 8, 10] });
  expect(niceRange(0, 0, 3)).toEqual({ domain: [0, 1], ticks: [0, 0.5, 1] });
});
