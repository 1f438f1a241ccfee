import { expect, it } from 'vitest';
import { movedCursor } from './cursor.ts';

const move = (from: number, how: Parameters<typeof movedCursor>[1]) => movedCursor(from, how, 20, 6, 3);

it('keeps the column up and down and stops at the edges', () => {
  expect(move(2, 'down')).toBe(8);
  expect(move(2, 'up')).toBe(2);
  expect(move(17, 'down')).toBe(17);
  expect(move(13, 'down')).toBe(19);
  expect(move(0, 'previous')).toBe(0);
  expect(move(19, 'next')).toBe(19);
});

it('moves by pages and to the ends', () => {
  expect(move(1, 'pageDown')).toBe(19);
  expect(move(19, 'pageUp')).toBe(1);
  expect(move(7, 'first')).toBe(0);
  expect(move(7, 'last')).toBe(19);
});
