import { expect, it } from 'vitest';
import { placeNumber } from './place-number.ts';

it('reads numbers as people write them', () => {
  expect(placeNumber(' 1200000 ')).toBe(1_200_000);
  expect(placeNumber('1,200,000')).toBe(1_200_000);
  expect(placeNumber('15 282 336')).toBe(15_282_336);
  expect(placeNumber('1.2M')).toBe(1_200_000);
  expect(placeNumber('15k')).toBe(15_000);
});

it('leaves names of figures alone', () => {
  for (const name of ['PMC13900/F1', 'sha256:12', '1.5', '12,5', '-3', '']) {
    expect(placeNumber(name)).toBeUndefined();
  }
});
