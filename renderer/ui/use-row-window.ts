import { useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { type DrawnRows, RowScroller } from './row-scroller.ts';

/** What the scroller is told when the sizes of the list change. */
export interface RowSizes {
  readonly rowCount: number;
  readonly rowHeight: number;
  /** Where the view shall be after the change; undefined: the same row at the top edge. */
  readonly topRowAfter?: ((scroller: RowScroller, rowHeight: number) => number) | undefined;
}

/** Follows the scroll position of `box` over rows of one height; see row-scroller.ts. */
export function useRowWindow(box: HTMLElement | null, sizes: RowSizes): readonly [RowScroller, DrawnRows] {
  const { rowCount, rowHeight, topRowAfter } = sizes;
  const [scroller] = useState(() => new RowScroller());
  const drawn = useSyncExternalStore(scroller.subscribe, scroller.drawn);
  const [viewHeight, setViewHeight] = useState(0);

  useLayoutEffect(() => {
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setViewHeight(innerHeight(box)));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);

  useLayoutEffect(() => {
    scroller.resize({ rowCount, rowHeight, viewHeight }, topRowAfter?.(scroller, rowHeight));
    // The way to the new place is asked for when sizes change, not when the question is written anew.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [scroller, rowCount, rowHeight, viewHeight]);

  // After a jump or a moved window the scroll position has to say the same row again.
  useLayoutEffect(() => {
    const wanted = scroller.scrollTop;
    if (box && Math.abs(box.scrollTop - wanted) > 1) box.scrollTo({ top: wanted, behavior: 'instant' });
    // `jump` counts the places that scrolling did not set; while a person scrolls the position leads.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [box, scroller, drawn.jump]);

  useLayoutEffect(() => {
    if (!box) return undefined;
    const onScroll = (): void => scroller.scrolled(box.scrollTop);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => box.removeEventListener('scroll', onScroll);
  }, [box, scroller]);

  return [scroller, drawn];
}

function innerHeight(element: HTMLElement): number {
  const style = getComputedStyle(element);
  return element.clientHeight - Number.parseFloat(style.paddingTop) - Number.parseFloat(style.paddingBottom);
}
