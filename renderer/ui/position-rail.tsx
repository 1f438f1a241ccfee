import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { RailSeek } from './rail-seek.ts';
import type { RowScroller } from './row-scroller.ts';
import styles from './position-rail.module.css';

/**
 * Where the view is in the whole list: the native scroll bar of a virtual list only knows its window. Drag or press
 * to go there; the keyboard has Home, End and the page keys of the list itself. It follows every movement by hand,
 * without drawing anything anew.
 */
export function PositionRail(props: {
  label: string;
  controls: string;
  scroller: RowScroller;
  /** Told of the row that a drag is about to show; see rail-seek.ts. */
  prepareRow?: ((row: number) => Promise<unknown> | undefined) | undefined;
  /** Draws the rail anew when it changes. */
  rowCount: number;
  /** What stands at a row, beside the thumb while it is dragged. */
  describeRow?: ((row: number) => string) | undefined;
  /** Pixels that a wheel over the rail asks for. */
  onWheel: (pixels: number) => void;
}) {
  const { label, controls, scroller, rowCount, describeRow, prepareRow, onWheel } = props;
  const rail = useRef<HTMLDivElement>(null);
  const thumb = useRef<HTMLDivElement>(null);
  const bubble = useRef<HTMLDivElement>(null);
  const [dragging, setDragging] = useState(false);
  const seeking = useMemo(
    () =>
      new RailSeek(
        (row) => scroller.goTo(row),
        (row) => prepareRow?.(row),
      ),
    [prepareRow, scroller],
  );

  useLayoutEffect(() => {
    const follow = (): void => {
      const range = scroller.lastTopRow;
      // The thumb is where the pointer is, even while the list waits for its rows.
      const at = seeking.row ?? scroller.topRow;
      const extent = extentOf(scroller);
      const share = range > 0 ? Math.min(1, at / range) : 0;
      const top = `${share * (1 - extent) * 100}%`;
      if (thumb.current) {
        thumb.current.hidden = range <= 0;
        thumb.current.style.top = top;
        thumb.current.style.height = `calc(${extent * 100}% - 6px)`;
      }
      if (bubble.current) {
        bubble.current.style.top = top;
        bubble.current.textContent = describeRow?.(Math.round(at)) ?? '';
      }
      rail.current?.setAttribute('aria-valuemax', String(Math.round(range)));
      rail.current?.setAttribute('aria-valuenow', String(Math.round(Math.min(at, range))));
    };
    follow();
    const stops = [scroller.subscribeMove(follow), scroller.subscribe(follow), seeking.subscribe(follow)];
    return () => stops.forEach((stop) => stop());
  }, [scroller, seeking, rowCount, dragging, describeRow]);

  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const box = rail.current?.getBoundingClientRect();
    if (!box || event.buttons !== 1) return;
    const extent = extentOf(scroller);
    const share = (event.clientY - box.top) / box.height - extent / 2;
    seeking.to(Math.max(0, Math.min(1, share / (1 - extent))) * scroller.lastTopRow);
  };
  return (
    <div
      ref={rail}
      className={styles.rail}
      role="scrollbar"
      aria-label={label}
      aria-controls={controls}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={0}
      aria-valuenow={0}
      tabIndex={-1}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragging(true);
        seek(event);
      }}
      onPointerMove={seek}
      onPointerUp={() => setDragging(false)}
      onPointerCancel={() => setDragging(false)}
      onWheel={(event) => onWheel(event.deltaY)}
    >
      <div ref={thumb} className={styles.thumb} />
      {dragging && describeRow && <div ref={bubble} className={styles.bubble} aria-hidden="true" />}
    </div>
  );
}

const extentOf = (scroller: RowScroller): number =>
  scroller.rowCount > 0 ? Math.max(0.04, Math.min(1, scroller.viewRows / scroller.rowCount)) : 1;
