/**
 * The display preparation: an image as a person would see it on a white page, where Pillow's conversion would lose it.
 * Meant for pictures that come from elsewhere than a corpus; the exact transform stays what models were trained with.
 */
import { orient } from './orient.ts';
import type { Raster, Raster8 } from './raster.ts';
import { toRgb } from './to-rgb.ts';
import { applyWindow, percentileWindow } from './window.ts';

/**
 * Upright (`orientation` is the EXIF orientation still to be applied, 1 for none); grey of more than 8 bits windowed to 8; transparency over white; palette and bilevel images as plain grey
 * or RGB, so that they are resized smoothly. The result has mode `L` or `RGB`.
 */
export function displayRaster(raster: Raster, orientation = 1): Raster8 {
  const upright = orient(raster, orientation);
  switch (upright.mode) {
    case 'I;16':
    case 'I':
    case 'F':
      return applyWindow(upright, percentileWindow(upright));
    case '1':
    case 'L':
      return { ...upright, mode: 'L' };
    case 'LA':
      return overWhite(upright, 1, 'L');
    case 'RGBA':
      return overWhite(upright, 3, 'RGB');
    case 'P':
    case 'RGB':
      return { ...upright, mode: 'RGB' };
    case 'CMYK':
      return { ...upright, mode: 'RGB', data: toRgb(upright) };
  }
}

/** Mixes `colours` channels with white by the alpha that follows them. */
function overWhite(raster: Raster8, colours: 1 | 3, mode: 'L' | 'RGB'): Raster8 {
  const pixels = raster.width * raster.height;
  const data = new Uint8Array(pixels * colours);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const from = pixel * (colours + 1);
    const alpha = raster.data[from + colours];
    for (let i = 0; i < colours; i++) {
      data[pixel * colours + i] = Math.round((raster.data[from + i] * alpha + 255 * (255 - alpha)) / 255);
    }
  }
  return { ...raster, mode, data };
}
