/** Resizing as `PIL.Image.resize(size, BICUBIC)` does it for each pixel mode. */
import { premultiply, unpremultiply } from './alpha.ts';
import {
  type Box,
  channelsOf,
  isWide,
  type Raster,
  type Raster8,
  type Size,
  type WideRaster,
  wholeOf,
} from './raster.ts';
import { resampleWide } from './resample-wide.ts';
import { resample8 } from './resample-8.ts';
import { resampleNearest } from './resample-nearest.ts';

export interface ResizeRequest {
  /** Size that `source` becomes. */
  readonly target: Size;
  /** Part of the image to resize, as if cropped out first; the whole by default. */
  readonly source?: Box;
  /** Part of the result that is wanted; the whole by default. */
  readonly window?: Box;
}

/**
 * Bilevel and palette images take the nearest pixel; images with alpha are resized with colours multiplied by it and
 * divided again; an image that has the size already is returned as it is.
 */
export function resize(raster: Raster, request: ResizeRequest): Raster {
  return isWide(raster) ? resizeWide(raster, request) : resize8(raster, request);
}

function resizeWide(raster: WideRaster, request: ResizeRequest): WideRaster {
  const { target, source = wholeOf(raster), window = wholeOf(target) } = request;
  return resampleWide(raster, source, target, window);
}

function resize8(raster: Raster8, request: ResizeRequest): Raster8 {
  const { target, source = wholeOf(raster), window = wholeOf(target) } = request;
  const size = { width: window.width, height: window.height };
  const channels = channelsOf(raster.mode);
  if (raster.mode === '1' || raster.mode === 'P') {
    const data = resampleNearest(raster.data, raster.width, channels, source, target, window);
    return { ...size, mode: raster.mode, data };
  }
  const isUnchanged = source.width === target.width && source.height === target.height;
  const hasAlpha = (raster.mode === 'LA' || raster.mode === 'RGBA') && !isUnchanged;
  const input: Raster8 = hasAlpha ? premultiply(raster) : raster;
  const data = resample8(input.data, raster.width, channels, source, target, window);
  const output: Raster8 = { ...size, mode: raster.mode, data };
  return hasAlpha ? unpremultiply(output) : output;
}
