import { type CSSProperties, type RefObject, useCallback, useEffect, useLayoutEffect, useState } from 'react';
import { fitted, kept, type Placement, type Size, zoomedAt } from './pan-zoom.ts';

export interface PanZoom {
  readonly scale: number;
  /** False while the whole image is visible. */
  readonly pannable: boolean;
  readonly style: CSSProperties;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
  readonly actualSize: () => void;
  readonly pan: (deltaX: number, deltaY: number) => void;
}

const step = 1.25;

/** Zoom and pan of one image inside `stage`. A new `imageKey` or stage size fits it again unless it was zoomed. */
export function usePanZoom(
  stage: RefObject<HTMLElement | null>,
  width: number,
  height: number,
  imageKey: string,
): PanZoom {
  const [size, setSize] = useState<Size>({ width: 1, height: 1 });
  // Undefined: fitted, and it stays so when the stage changes its size.
  const [chosen, setChosen] = useState<{ key: string; placement: Placement }>();
  const image: Size = { width: Math.max(1, width), height: Math.max(1, height) };
  const own = chosen?.key === imageKey ? chosen.placement : undefined;
  const placement = own ? kept(own, size, image) : fitted(size, image);

  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const measure = (): void => setSize({ width: element.clientWidth, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [stage]);

  const zoom = useCallback(
    (factor: number, x: number, y: number) =>
      setChosen({ key: imageKey, placement: zoomedAt(placement, factor, x, y, size, image) }),
    // The placement and sizes of this rendering; they change with every step.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
    [imageKey, placement.scale, placement.x, placement.y, size, width, height],
  );

  useEffect(() => {
    const element = stage.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      zoom(Math.exp((-event.deltaY * lines) / 400), event.clientX - box.left, event.clientY - box.top);
    };
    // Only a listener that is not passive may keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [stage, zoom]);

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
    fit: () => setChosen(undefined),
    actualSize: () => zoom(1 / placement.scale, centreX, centreY),
    pan: (deltaX, deltaY) =>
      setChosen({
        key: imageKey,
        placement: kept(
          { scale: placement.scale, x: placement.x + deltaX, y: placement.y + deltaY },
          size,
          image,
        ),
      }),
  };
}
