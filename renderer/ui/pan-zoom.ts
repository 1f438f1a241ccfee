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
