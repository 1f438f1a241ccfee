/** open_clip's image transforms (`image_transform_v2`): what the model sees of an image. */
import type { Random } from '#app/util/random.ts';
import { type Box, type Raster, type Size, wholeOf } from './raster.ts';
import { resize } from './resize.ts';
import { toRgb } from './to-rgb.ts';

/** How a model wants its pixels. */
export interface Preprocessing {
  readonly imageSize: number;
  /** Per channel R, G, B, of samples in [0, 1]. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/**
 * The evaluation transform: shortest side to `imageSize` (bicubic, anti-aliased), centre crop, RGB.
 * @returns [imageSize, imageSize, 3]
 */
export function openClipEval(raster: Raster, imageSize: number): Uint8Array {
  const { target, window } = evalGeometry(raster, imageSize);
  return toRgb(resize(raster, { target, window }));
}

/** torchvision `Resize(imageSize)` and `CenterCrop(imageSize)`: the size of the whole, and the part that is kept. */
export function evalGeometry({ width, height }: Size, imageSize: number): { target: Size; window: Box } {
  const short = Math.min(width, height);
  const long = Math.trunc((imageSize * Math.max(width, height)) / short);
  const target = width <= height ? { width: imageSize, height: long } : { width: long, height: imageSize };
  const window = {
    left: roundHalfEven((target.width - imageSize) / 2),
    top: roundHalfEven((target.height - imageSize) / 2),
    width: imageSize,
    height: imageSize,
  };
  return { target, window };
}

/** Python's `round`. */
export function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

export interface CropOptions {
  /** Share of the image's area that a crop keeps. open_clip: 0.9 to 1. */
  readonly scale?: readonly [number, number];
  /** Width over height of the crop. open_clip: 3/4 to 4/3. */
  readonly ratio?: readonly [number, number];
}

/**
 * The training transform: a random part of the image, resized to `imageSize` whatever its shape, RGB.
 * @returns [imageSize, imageSize, 3]
 */
export function openClipTrain(
  raster: Raster,
  imageSize: number,
  random: Random,
  options: CropOptions = {},
): Uint8Array {
  const source = randomResizedCrop(raster, random, options);
  return toRgb(resize(raster, { source, target: { width: imageSize, height: imageSize } }));
}

/** torchvision `RandomResizedCrop.get_params`: ten tries at a part of random area and shape, else the middle. */
export function randomResizedCrop(image: Size, random: Random, options: CropOptions = {}): Box {
  const { scale = [0.9, 1], ratio = [3 / 4, 4 / 3] } = options;
  const area = image.width * image.height;
  for (let attempt = 0; attempt < 10; attempt++) {
    const wanted = area * random.uniform(scale[0], scale[1]);
    const shape = Math.exp(random.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const width = roundHalfEven(Math.sqrt(wanted * shape));
    const height = roundHalfEven(Math.sqrt(wanted / shape));
    if (width < 1 || height < 1 || width > image.width || height > image.height) continue;
    const top = random.integer(image.height - height + 1);
    const left = random.integer(image.width - width + 1);
    return { left, top, width, height };
  }
  return middleOf(image, ratio);
}

/** The largest part from the middle whose shape is within the bounds. */
function middleOf(image: Size, ratio: readonly [number, number]): Box {
  const shape = image.width / image.height;
  if (shape >= ratio[0] && shape <= ratio[1]) return wholeOf(image);
  const width = shape > ratio[1] ? roundHalfEven(image.height * ratio[1]) : image.width;
  const height = shape < ratio[0] ? roundHalfEven(image.width / ratio[0]) : image.height;
  return {
    left: Math.trunc((image.width - width) / 2),
    top: Math.trunc((image.height - height) / 2),
    width,
    height,
  };
}
