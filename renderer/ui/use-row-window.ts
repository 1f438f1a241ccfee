import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { nearsEdge, type RowWindow, visibleRows, windowAround, windowLength } from './row-window.ts';

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

const overscan = 2;

/** Follows the scroll position of `box` over `rowCount` rows of `rowHeight` pixels; see row-window.ts. */
export function useRowWindow(
  box: RefObject<HTMLElement | null>,
  rowCount: number,
  rowHeight: number,
): RowsInView {
  const length = windowLength(rowCount, rowHeight);
  const place = useRef({ base: 0, topRow: 0 });
  const [topRow, setTopRow] = useState(0);
  const [viewHeight, setViewHeight] = useState(0);
  const viewRows = rowHeight > 0 ? viewHeight / rowHeight : 0;

  const scrollToRow = useCallback(
    (row: number) => {
      const wanted = Math.max(0, Math.min(rowCount - 1, row));
      place.current = { base: windowAround(wanted, rowCount, length).base, topRow: wanted };
      flushSync(() => setTopRow(wanted));
      if (box.current) box.current.scrollTop = (wanted - place.current.base) * rowHeight;
    },
    [box, length, rowCount, rowHeight],
  );

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setViewHeight(element.clientHeight));
    observer.observe(element);
    setViewHeight(element.clientHeight);
    return () => observer.disconnect();
  }, [box]);

  // A new row height or count keeps the row that was at the top edge.
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const kept = Math.max(0, Math.min(rowCount - 1, place.current.topRow));
    place.current = { base: windowAround(kept, rowCount, length).base, topRow: kept };
    element.scrollTop = (kept - place.current.base) * rowHeight;
    setTopRow(kept);
  }, [box, length, rowCount, rowHeight]);

  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const onScroll = (): void => {
      const window: RowWindow = { base: place.current.base, length };
      const top = window.base + element.scrollTop / rowHeight;
      place.current.topRow = top;
      if (nearsEdge(window, top, rowCount)) {
        const moved = windowAround(top, rowCount, length);
        place.current.base = moved.base;
        element.scrollTop -= (moved.base - window.base) * rowHeight;
      }
      flushSync(() => setTopRow(top));
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [box, length, rowCount, rowHeight]);

  const { base } = place.current;
  const { first, last } = visibleRows({ base, length }, topRow, viewRows, overscan);
  return { first, last, base, areaHeight: length * rowHeight, topRow, viewRows, scrollToRow };
}
