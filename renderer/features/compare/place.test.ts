import { expect, it } from 'vitest';
import { paramsOf, placeOf, swapped } from './place.ts';

it('keeps two figures in the address, and takes nonsense for none', () => {
  expect(placeOf(paramsOf({ a: 12, b: 0 }))).toEqual({ a: 12, b: 0 });
  expect(placeOf({ a: '12' })).toEqual({ a: 12, b: undefined });
  expect(placeOf({ a: '-1', b: '1e3' })).toEqual({ a: undefined, b: undefined });
});

it('swaps them', () => {
  expect(swapped({ a: 1, b: undefined })).toEqual({ a: undefined, b: 1 });
});
