import { useCallback, useLayoutEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { nearsEdge, visibleRows, windowAround, windowLength } from './row-window.ts';

export interface RowsInView {
  /** Rows to draw, `last` exclusive. */
  readonly first: number;
  readonly last: number;
  /** First row of the scroll area: row r lies (r - base) * rowHeight below its top. */
  readonly base: number;
  readonly areaHeight: number;
  /** Row at the top edge, with fraction. */
  readonly topRow: number;
  /** Rows that fit on screen, with fraction. */
  readonly viewRows: number;
  readonly scrollToRow: (row: number) => void;
}

interface Place {
  readonly base: number;
  readonly topRow: number;
  /** Counts the places that were set by us and not by scrolling: the scroll position has to follow them. */
  readonly jump: number;
}

const overscan = 2;

/** Follows the scroll position of `box` over `rowCount` rows of `rowHeight` pixels; see row-window.ts. */
export function useRowWindow(box: HTMLElement | null, rowCount: number, rowHeight: number): RowsInView {
  const length = windowLength(rowCount, rowHeight);
  const [place, setPlace] = useState<Place>({ base: 0, topRow: 0, jump: 0 });
  const [viewHeight, setViewHeight] = useState(0);

  // A new height or number of rows keeps the row at the top edge: adjusted while rendering, before anything is drawn.
  const [measured, setMeasured] = useState({ rowCount, rowHeight });
  if (measured.rowCount !== rowCount || measured.rowHeight !== rowHeight) {
    setMeasured({ rowCount, rowHeight });
    setPlace({ ...placeAt(place.topRow, rowCount, length), jump: place.jump + 1 });
  }
  const { base, topRow, jump } = place;

  const scrollToRow = useCallback(
    (row: number) => setPlace((before) => ({ ...placeAt(row, rowCount, length), jump: before.jump + 1 })),
    [length, rowCount],
  );

  useLayoutEffect(() => {
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setViewHeight(box.clientHeight));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);

  // After a jump or a moved window the scroll position has to say the same row again.
  useLayoutEffect(() => {
    const wanted = (topRow - base) * rowHeight;
    if (box && Math.abs(box.scrollTop - wanted) > 1) box.scrollTo({ top: wanted, behavior: 'instant' });
    // While the person scrolls the position leads and the row follows.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [box, base, jump]);

  // Before the next event: a listener that still knew the window before would misread the position.
  useLayoutEffect(() => {
    if (!box) return undefined;
    const onScroll = (): void => {
      const top = base + box.scrollTop / rowHeight;
      const moved = nearsEdge({ base, length }, top, rowCount);
      const nextBase = moved ? windowAround(top, rowCount, length).base : base;
      flushSync(() => setPlace((before) => ({ ...before, base: nextBase, topRow: top })));
    };
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => box.removeEventListener('scroll', onScroll);
  }, [box, base, length, rowCount, rowHeight]);

  const viewRows = rowHeight > 0 ? viewHeight / rowHeight : 0;
  const { first, last } = visibleRows({ base, length }, topRow, viewRows, overscan);
  return { first, last, base, areaHeight: length * rowHeight, topRow, viewRows, scrollToRow };
}

function placeAt(row: number, rowCount: number, length: number): Omit<Place, 'jump'> {
  const topRow = Math.max(0, Math.min(rowCount - 1, row));
  return { base: windowAround(topRow, rowCount, length).base, topRow };
}
