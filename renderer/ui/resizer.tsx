/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-noninteractive-tabindex -- a window splitter is a separator with a value, and takes the focus. */
import { type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import styles from './resizer.module.css';

export interface ResizerProps {
  /** Names the pane that is resized. */
  label: string;
  /** On which side of the line that pane lies. */
  side: 'left' | 'right';
  width: number;
  min: number;
  initial: number;
  max: number;
  onResize: (width: number) => void;
  /** Dragged well below its minimum: the pane snaps shut. */
  onCollapse?: (() => void) | undefined;
}

const keyboardStep = 16;
const snapBelow = 60;

/** A line between panes: drag, arrows (16 px), Home and End, double click for the default width. */
export function Resizer(props: ResizerProps) {
  const { label, side, width, min, initial, max, onResize, onCollapse } = props;
  const start = useRef({ pointerX: 0, width: 0 });
  const [dragging, setDragging] = useState(false);
  const sign = side === 'left' ? 1 : -1;

  const onPointerDown = (event: PointerEvent<HTMLHRElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    start.current = { pointerX: event.clientX, width };
    setDragging(true);
  };
  const onPointerMove = (event: PointerEvent<HTMLHRElement>) => {
    if (!dragging) return;
    const wanted = start.current.width + sign * (event.clientX - start.current.pointerX);
    if (onCollapse && wanted < min - snapBelow) {
      setDragging(false);
      onCollapse();
    } else {
      onResize(wanted);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const wanted = widthForKey(event.key, width, sign, min, max);
    if (wanted === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onResize(wanted);
  };
  return (
    <hr
      className={styles.resizer}
      data-dragging={dragging || undefined}
      aria-orientation="vertical"
      aria-label={`Width of ${label}`}
      aria-valuenow={Math.round(width)}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => setDragging(false)}
      onLostPointerCapture={() => setDragging(false)}
      onDoubleClick={() => onResize(initial)}
      onKeyDown={onKeyDown}
    />
  );
}

function widthForKey(key: string, width: number, sign: number, min: number, max: number): number | undefined {
  if (key === 'ArrowRight') return width + sign * keyboardStep;
  if (key === 'ArrowLeft') return width - sign * keyboardStep;
  if (key === 'Home') return min;
  if (key === 'End') return max;
  return undefined;
}
