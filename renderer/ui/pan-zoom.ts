/** Arithmetic of an image viewer: where the image lies for a zoom factor, and how far it may be moved. */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Scale is CSS pixels per image pixel; x, y the top left corner of the image in the stage. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

const margin = 10;
const largestScale = 16;

/** The scale at which the whole image fits, with a small margin; small images are enlarged at most four times. */
export function fitScale(stage: Size, image: Size): number {
  const scale = Math.min(
    (stage.width - 2 * margin) / image.width,
    (stage.height - 2 * margin) / image.height,
  );
  return Math.max(0.001, Math.min(4, scale));
}

/** Centred, whole. */
export const fitted = (stage: Size, image: Size): Placement =>
  kept({ scale: fitScale(stage, image), x: 0, y: 0 }, stage, image);

/** Zooms so that the point (x, y) of the stage keeps its place in the image. */
export function zoomedAt(
  before: Placement,
  factor: number,
  x: number,
  y: number,
  stage: Size,
  image: Size,
): Placement {
  const smallest = Math.min(fitScale(stage, image), 1);
  const scale = Math.max(smallest, Math.min(largestScale, before.scale * factor));
  const ratio = scale / before.scale;
  return kept({ scale, x: x - (x - before.x) * ratio, y: y - (y - before.y) * ratio }, stage, image);
}

/** An image smaller than the stage is centred; a larger one may not leave a gap at its edges. */
export function kept(placement: Placement, stage: Size, image: Size): Placement {
  const { scale } = placement;
  return {
    scale,
    x: keptAlong(placement.x, stage.width, image.width * scale),
    y: keptAlong(placement.y, stage.height, image.height * scale),
  };
}

function keptAlong(start: number, stage: number, image: number): number {
  if (image <= stage) return (stage - image) / 2;
  return Math.min(margin, Math.max(stage - image - margin, start));
}

/** A view that can be shared by images of different sizes: zoom relative to the fitted image, and what is central. */
export interface RelativeView {
  readonly zoom: number;
  /** Point of the image in the middle of the stage, as shares of its width and height. */
  readonly x: number;
  readonly y: number;
}

export function relativeView({ scale, x, y }: Placement, stage: Size, image: Size): RelativeView {
  return {
    zoom: scale / fitScale(stage, image),
    x: (stage.width / 2 - x) / (image.width * scale),
    y: (stage.height / 2 - y) / (image.height * scale),
  };
}

/** The same view of another image, or of the same in another stage. */
export function placementOf(view: RelativeView, stage: Size, image: Size): Placement {
  const scale = view.zoom * fitScale(stage, image);
  const x = stage.width / 2 - view.x * image.width * scale;
  const y = stage.height / 2 - view.y * image.height * scale;
  return kept({ scale, x, y }, stage, image);
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Two fingers: what was under each of them stays between them. */
export function pinched(
  before: Placement,
  [from, to]: readonly [readonly [Point, Point], readonly [Point, Point]],
  stage: Size,
  image: Size,
): Placement {
  const middle = ([a, b]: readonly [Point, Point]): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const spread = ([a, b]: readonly [Point, Point]): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const start = middle(from);
  const end = middle(to);
  const moved = { ...before, x: before.x + end.x - start.x, y: before.y + end.y - start.y };
  return zoomedAt(moved, spread(to) / spread(from), end.x, end.y, stage, image);
}

/** What a wheel event asks for. */
export type WheelIntent =
  | { readonly kind: 'zoom'; readonly factor: number }
  | { readonly kind: 'pan'; readonly x: number; readonly y: number };

interface Wheel {
  readonly deltaX: number;
  readonly deltaY: number;
  /** 0 pixels, 1 lines, 2 pages. */
  readonly deltaMode: number;
  /** Browsers set it for two fingers that spread on a trackpad. */
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
}

/** Deltas of one notch of a mouse wheel are at least this large and have no fraction. */
const notch = 50;

/**
 * A mouse wheel zooms; on a trackpad two fingers pan and a pinch zooms. The events do not say where they come from:
 * notches are large, whole and vertical, a trackpad sends small steps, often with both deltas.
 */
export function wheelIntent({ deltaX, deltaY, deltaMode, ctrlKey, shiftKey }: Wheel): WheelIntent {
  const pixels = deltaMode === 0 ? 1 : 16;
  if (ctrlKey) return { kind: 'zoom', factor: Math.exp((-deltaY * pixels) / 100) };
  const isNotch = deltaX === 0 && (deltaMode !== 0 || (Math.abs(deltaY) >= notch && deltaY % 1 === 0));
  if (isNotch && !shiftKey) return { kind: 'zoom', factor: Math.exp((-deltaY * pixels) / 400) };
  // With Shift some systems turn the wheel sideways themselves.
  const sideways = shiftKey && deltaX === 0;
  return { kind: 'pan', x: -(sideways ? deltaY : deltaX) * pixels, y: sideways ? 0 : -deltaY * pixels };
}
