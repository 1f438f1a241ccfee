import { describe, expect, it } from 'vitest';
import {
  maxScrollPx,
  nearsEdge,
  type RowWindow,
  topRowToReveal,
  visibleRows,
  windowAround,
  windowLength,
} from './row-window.ts';

const rowCount = 2_547_056;
const rowHeight = 199;
const length = windowLength(rowCount, rowHeight);

describe('windows of a long list', () => {
  it('stay below the height that browsers clip', () => {
    expect(length * rowHeight).toBeLessThanOrEqual(maxScrollPx);
    expect(windowLength(12, rowHeight)).toBe(12);
    expect(windowLength(5, maxScrollPx * 2)).toBe(1);
  });

  it('never leave the list', () => {
    expect(windowAround(0, rowCount, length).base).toBe(0);
    expect(windowAround(rowCount - 1, rowCount, length).base).toBe(rowCount - length);
    expect(windowAround(3, 10, 10).base).toBe(0);
  });

  it('move only where the list goes on', () => {
    expect(nearsEdge({ base: 0, length }, 0, rowCount)).toBe(false);
    expect(nearsEdge({ base: 0, length }, length - 5, rowCount)).toBe(true);
    expect(nearsEdge({ base: rowCount - length, length }, rowCount - 5, rowCount)).toBe(false);
    expect(nearsEdge({ base: 500_000, length }, 500_010, rowCount)).toBe(true);
  });

  it('reach every row by scrolling in either direction, without a jump', () => {
    let window: RowWindow = { base: 0, length };
    let top = 0;
    let moves = 0;
    let lost = false;
    const scrollBy = (rows: number): void => {
      // As the browser does it: the position is relative to the window and ends at its last row.
      const inWindow = Math.max(0, Math.min(length - 4, top - window.base + rows));
      top = window.base + inWindow;
      if (nearsEdge(window, top, rowCount)) {
        window = windowAround(top, rowCount, length);
        moves++;
        lost ||= top < window.base || top > window.base + length;
      }
    };
    while (top < rowCount - 5) scrollBy(700.25);
    expect(window.base + window.length).toBe(rowCount);
    expect(moves).toBeGreaterThan(50);
    while (top > 0) scrollBy(-700.25);
    expect(window.base).toBe(0);
    expect(lost).toBe(false);
  });
});

describe('rows on screen', () => {
  it('are those in view and some around them, inside the window', () => {
    expect(visibleRows({ base: 100, length: 1000 }, 100, 4.5, 2, 2)).toEqual({ first: 100, last: 107 });
    expect(visibleRows({ base: 100, length: 1000 }, 1097.5, 4.5, 1, 3)).toEqual({ first: 1096, last: 1100 });
    expect(visibleRows({ base: 0, length: 0 }, 0, 4, 2, 2)).toEqual({ first: 0, last: 0 });
  });

  it('are revealed with the least movement', () => {
    expect(topRowToReveal(5, 3, 4.5)).toBe(3);
    expect(topRowToReveal(2, 3, 4.5)).toBe(2);
    expect(topRowToReveal(9, 3, 4.5)).toBe(5.5);
  });
});
