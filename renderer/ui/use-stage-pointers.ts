import { type PointerEvent, type RefObject, useRef } from 'react';
import { pinched, type Point } from './pan-zoom.ts';
import type { PanZoom } from './use-pan-zoom.ts';

interface StagePointers {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerCancel: (event: PointerEvent<HTMLElement>) => void;
}

/** A mouse button or one finger drags the image; two fingers drag and zoom it. */
export function useStagePointers(stage: RefObject<HTMLElement | null>, view: PanZoom): StagePointers {
  const pointers = useRef(new Map<number, Point>());
  const pointOf = (event: PointerEvent): Point => {
    const box = stage.current?.getBoundingClientRect();
    return { x: event.clientX - (box?.left ?? 0), y: event.clientY - (box?.top ?? 0) };
  };
  const forget = (event: PointerEvent): void => {
    pointers.current.delete(event.pointerId);
  };
  return {
    onPointerDown: (event) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, pointOf(event));
    },
    onPointerMove: (event) => {
      const before = pointers.current.get(event.pointerId);
      if (!before) return;
      const now = pointOf(event);
      const [other] = [...pointers.current].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
      pointers.current.set(event.pointerId, now);
      if (!other) return view.pan(now.x - before.x, now.y - before.y);
      view.change((placement, size, image) =>
        pinched(
          placement,
          [
            [before, other],
            [now, other],
          ],
          size,
          image,
        ),
      );
    },
    onPointerUp: forget,
    onPointerCancel: forget,
  };
}
