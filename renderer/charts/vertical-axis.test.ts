import { expect, it } from 'vitest';
import { distinctTicks, verticalAxis } from './vertical-axis.ts';

it('leaves room for the name of a level at the top', () => {
  expect(verticalAxis([4.1], { level: 4.787, fromZero: true, ticks: 3 }).domain).toEqual([0, 6]);
  expect(verticalAxis([40, 95], { level: 100, fromZero: true, ticks: 3 }).domain).toEqual([0, 150]);
});

it('does not blow up what hardly moves', () => {
  expect(verticalAxis([14.28, 14.29], { leastSpan: 1, ticks: 3 }).domain).toEqual([13.5, 15]);
  expect(verticalAxis([], {}).ticks).toEqual([0, 0.5, 1]);
});

it('shows on a log axis only what is above 0', () => {
  const { domain, ticks } = verticalAxis([0, 0.5, 8], { log: true });
  expect(domain[0]).toBeCloseTo(0.5 / 1.15);
  expect(ticks).toEqual([0.5, 1, 2, 5]);
});

it('tells ticks apart by as many digits as that takes', () => {
  const short = (value: number): string => String(Number(value.toPrecision(3)));
  const text = distinctTicks([14.2, 14.25, 14.3], short);
  expect([14.2, 14.25, 14.3].map(text)).toEqual(['14.20', '14.25', '14.30']);
  expect(distinctTicks([0, 5, 10], short)(5)).toBe('5');
});
