import { type PointerEvent, useRef } from 'react';
import styles from './position-rail.module.css';

/**
 * Where the view is in the whole list: the native scroll bar of a virtual list only knows its window. Drag or press
 * to go there; the keyboard has Home, End and the page keys of the list itself.
 */
export function PositionRail(props: {
  label: string;
  controls: string;
  topRow: number;
  viewRows: number;
  rowCount: number;
  onSeek: (row: number) => void;
}) {
  const { label, controls, topRow, viewRows, rowCount, onSeek } = props;
  const rail = useRef<HTMLDivElement>(null);
  const range = Math.max(0, rowCount - viewRows);
  if (range <= 0) return <div className={styles.rail} />;
  const extent = Math.max(0.04, Math.min(1, viewRows / rowCount));
  const position = Math.min(1, topRow / range) * (1 - extent);

  const seek = (event: PointerEvent<HTMLDivElement>): void => {
    const box = rail.current?.getBoundingClientRect();
    if (!box || event.buttons !== 1) return;
    const share = (event.clientY - box.top) / box.height - extent / 2;
    onSeek(Math.max(0, Math.min(1, share / (1 - extent))) * range);
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
      aria-valuemax={Math.round(range)}
      aria-valuenow={Math.round(Math.min(topRow, range))}
      tabIndex={-1}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={seek}
    >
      <div
        className={styles.thumb}
        style={{ top: `${position * 100}%`, height: `calc(${extent * 100}% - 6px)` }}
      />
    </div>
  );
}
