import { expect, it } from 'vitest';
import { splitByRanges } from './highlighted-text.tsx';

const marked = (text: string, ranges: readonly (readonly [number, number])[]) =>
  splitByRanges(text, ranges).map((piece) => (piece.marked ? `[${piece.text}]` : piece.text));

it('cuts a text at its ranges and loses nothing', () => {
  expect(marked('tension pneumothorax', [[8, 20]])).toEqual(['tension ', '[pneumothorax]']);
  expect(
    marked('abcdef', [
      [4, 6],
      [0, 2],
    ]),
  ).toEqual(['[ab]', 'cd', '[ef]']);
});

it('bears ranges that overlap, are empty or lie outside', () => {
  expect(
    marked('abcdef', [
      [1, 4],
      [2, 3],
      [3, 99],
      [5, 5],
    ]).join(''),
  ).toBe('a[bcd][ef]');
  expect(marked('abc', [])).toEqual(['abc']);
  expect(marked('', [[0, 3]])).toEqual([]);
});
