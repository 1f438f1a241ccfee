import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RowScroller } from './row-scroller.ts';
import { maxScrollPx } from './row-window.ts';

// 15,282,336 figures in rows of six.
const geometry = { rowCount: 2_547_056, rowHeight: 199, viewHeight: 796 };

function scrollerAt(row: number): RowScroller {
  const scroller = new RowScroller();
  scroller.resize(geometry, row);
  return scroller;
}

/** What a browser does after a change of the drawn rows: the area is clipped, then the position follows. */
const positionOf = (scroller: RowScroller): number =>
  Math.min(scroller.scrollTop, scroller.drawn().areaHeight - geometry.viewHeight);

describe('a scroller of millions of rows', () => {
  it('ends with the last row at the lower edge', () => {
    const scroller = scrollerAt(0);
    scroller.goTo(Infinity);
    expect(scroller.topRow).toBe(geometry.rowCount - 4);
    expect(scroller.drawn().last).toBe(geometry.rowCount);
    expect(scroller.drawn().areaHeight).toBeLessThanOrEqual(maxScrollPx);
  });

  it('moves one pixel for one pixel of the wheel, over every edge of its window', () => {
    const scroller = scrollerAt(0);
    let pixels = 0;
    // 3,000 movements of 5,000 pixels cross the first windows, whose middle is at four million pixels.
    for (let turn = 0; turn < 3000; turn++) {
      scroller.scrolled(positionOf(scroller) + 5000);
      pixels += 5000;
      expect(scroller.topRow * geometry.rowHeight).toBeCloseTo(pixels, 3);
      const { first, last, base } = scroller.drawn();
      expect(first).toBeGreaterThanOrEqual(base);
      expect(first).toBeLessThanOrEqual(scroller.topRow);
      expect(last).toBeGreaterThanOrEqual(scroller.topRow + 4);
    }
    expect(scroller.drawn().base).toBeGreaterThan(0);
  });

  it('tells of other rows only when other rows are drawn, of movements always', () => {
    const scroller = scrollerAt(1000);
    const drawn = vi.fn<() => void>();
    const moved = vi.fn<() => void>();
    scroller.subscribe(drawn);
    scroller.subscribeMove(moved);
    const start = scroller.scrollTop;
    for (let pixels = 10; pixels <= 190; pixels += 10) scroller.scrolled(start + pixels);
    expect(moved).toHaveBeenCalledTimes(19);
    expect(drawn).toHaveBeenCalledTimes(1);
  });

  it('draws further ahead than behind', () => {
    const scroller = scrollerAt(1000);
    scroller.scrolled(scroller.scrollTop + 199);
    expect(scroller.drawn()).toMatchObject({ first: 1000, last: 1008 });
    scroller.scrolled(scroller.scrollTop - 199);
    expect(scroller.drawn()).toMatchObject({ first: 997, last: 1005 });
  });

  it('keeps the row at the top when sizes change', () => {
    const scroller = scrollerAt(2_000_000);
    scroller.resize({ ...geometry, rowHeight: 120 });
    expect(scroller.topRow).toBe(2_000_000);
    scroller.resize({ ...geometry, rowCount: 10 });
    expect(scroller.topRow).toBe(6);
  });
});

describe('the pace of a scroller', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is fast while pages fly by, and calm soon after', () => {
    const scroller = scrollerAt(1000);
    const start = scroller.scrollTop;
    scroller.scrolled(start + 50, 1000);
    scroller.scrolled(start + 90, 1016);
    expect(scroller.isFast()).toBe(false);
    scroller.scrolled(start + 890, 1032);
    expect(scroller.isFast()).toBe(true);
    vi.advanceTimersByTime(120);
    expect(scroller.isFast()).toBe(false);
    scroller.goTo(2_000_000, 9000);
    expect(scroller.isFast()).toBe(true);
    vi.advanceTimersByTime(120);
    expect(scroller.isFast()).toBe(false);
  });

  it('draws after a jump what is on screen alone, and around it when it has come to rest', () => {
    const scroller = scrollerAt(1000);
    scroller.goTo(2_000_000, 9000);
    expect(scroller.drawn()).toMatchObject({ first: 2_000_000, last: 2_000_004 });
    vi.advanceTimersByTime(120);
    expect(scroller.drawn()).toMatchObject({ first: 1_999_999, last: 2_000_007 });
  });
});
