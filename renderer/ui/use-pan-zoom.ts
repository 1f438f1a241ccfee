import { type CSSProperties, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import {
  fitted,
  kept,
  type Placement,
  placementOf,
  type RelativeView,
  relativeView,
  type Size,
  wheelIntent,
  zoomedAt,
} from './pan-zoom.ts';

export interface PanZoom {
  readonly scale: number;
  /** False while the whole image is visible. */
  readonly pannable: boolean;
  readonly style: CSSProperties;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  /** One pixel of the image is one of the page. */
  readonly actualSize: () => void;
  readonly pan: (deltaX: number, deltaY: number) => void;
  /** Any other change of the placement, with the sizes it happens in. */
  readonly change: (next: (before: Placement, stage: Size, image: Size) => Placement) => void;
}

/** The view is kept elsewhere: two viewers may share it. Undefined is the fitted image. */
export interface SharedView {
  readonly view: RelativeView | undefined;
  readonly onView: (view: RelativeView | undefined) => void;
}

const step = 1.25;

/** Zoom and pan of one image inside `stage`. A new `imageKey` or stage size fits it again unless it was zoomed. */
export function usePanZoom(
  stage: RefObject<HTMLElement | null>,
  width: number,
  height: number,
  imageKey: string,
  shared?: SharedView,
): PanZoom {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  // Undefined: fitted, and it stays so when the stage changes its size.
  const [chosen, setChosen] = useState<{ key: string; placement: Placement }>();
  const image: Size = { width: Math.max(1, width), height: Math.max(1, height) };
  const placement = placementNow();

  function placementNow(): Placement {
    if (shared) return shared.view ? placementOf(shared.view, size, image) : fitted(size, image);
    return chosen?.key === imageKey ? kept(chosen.placement, size, image) : fitted(size, image);
  }

  const place = (next: Placement): void => {
    if (shared) shared.onView(relativeView(next, size, image));
    else setChosen({ key: imageKey, placement: next });
  };
  const zoom = (factor: number, x: number, y: number): void =>
    place(zoomedAt(placement, factor, x, y, size, image));
  const pan = (deltaX: number, deltaY: number): void =>
    place(kept({ ...placement, x: placement.x + deltaX, y: placement.y + deltaY }, size, image));

  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [stage]);

  const turn = useRef<(event: WheelEvent, box: DOMRect) => void>(() => undefined);
  useEffect(() => {
    turn.current = (event, box) => {
      const intent = wheelIntent(event);
      if (intent.kind === 'zoom') zoom(intent.factor, event.clientX - box.left, event.clientY - box.top);
      else pan(intent.x, intent.y);
    };
  });
  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      turn.current(event, element.getBoundingClientRect());
    };
    // Only a listener that is not passive may keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stage]);

  const centreX = size.width / 2;
  const centreY = size.height / 2;
  return {
    scale: placement.scale,
    pannable: image.width * placement.scale > size.width || image.height * placement.scale > size.height,
    style: {
      width: image.width,
      height: image.height,
      transform: `translate(${placement.x}px, ${placement.y}px) scale(${placement.scale})`,
    },
    zoomIn: () => zoom(step, centreX, centreY),
    zoomOut: () => zoom(1 / step, centreX, centreY),
    fit: () => (shared ? shared.onView(undefined) : setChosen(undefined)),
    actualSize: () => zoom(1 / placement.scale, centreX, centreY),
    pan,
    change: (next) => place(next(placement, size, image)),
  };
}
