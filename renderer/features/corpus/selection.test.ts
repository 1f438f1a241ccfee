import { expect, it } from 'vitest';
import {
  added,
  allOf,
  filterOfSelection,
  isSelected,
  noSelection,
  selectedCount,
  toggled,
} from './selection.ts';

it('selects and unselects by id', () => {
  const one = toggled(noSelection, 7);
  expect(isSelected(one, 7)).toBe(true);
  expect(selectedCount(one)).toBe(1);
  expect(toggled(one, 7)).toEqual(noSelection);
  expect(added(one, [8, 9, 8])).toEqual({ kind: 'some', ids: new Set([7, 8, 9]) });
});

it('holds millions as all with exceptions', () => {
  const all = toggled(allOf(15_282_336), 5);
  expect(selectedCount(all)).toBe(15_282_335);
  expect(isSelected(all, 5)).toBe(false);
  expect(isSelected(all, 6)).toBe(true);
  expect(selectedCount(added(all, [5]))).toBe(15_282_336);
});

it('is empty when everything was excepted', () => {
  expect(toggled(allOf(1), 9)).toEqual(noSelection);
});

it('is a filter: the rows that are in it, or those that are not', () => {
  expect(filterOfSelection(added(noSelection, [9, 4, 3, 5, 12]), 'year:2020')).toBe('row:3..5,9,12');
  expect(filterOfSelection(allOf(100), 'year:2020')).toBe('year:2020');
  const without = toggled(toggled(allOf(100), 7), 8);
  expect(filterOfSelection(without, '')).toBe('-row:7..8');
  expect(filterOfSelection(without, 'year:2020 OR tag:x')).toBe('(year:2020 OR tag:x) -row:7..8');
});

it('has no filter when it is in too many pieces', () => {
  const odd = added(
    noSelection,
    Array.from({ length: 3000 }, (_, index) => 2 * index),
  );
  expect(filterOfSelection(odd, '')).toBeUndefined();
});
