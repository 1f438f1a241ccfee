/** Conversion to RGB as `PIL.Image.convert('RGB')`. */
import { multiply255 } from './alpha.ts';
import { channelsOf, type Raster } from './raster.ts';

/**
 * [height, width, 3]. Alpha is dropped, CMYK is converted without a colour profile, and grey of more than 8 bits is
 * CLIPPED to 0..255 (so most 16-bit images turn white): all as Pillow does. Figscope windows such images first unless
 * it must be exact.
 */
export function toRgb(raster: Raster): Uint8Array {
  if (raster.mode === 'RGB' || raster.mode === 'P') return raster.data;
  const pixels = raster.width * raster.height;
  const rgb = new Uint8Array(pixels * 3);
  const channels = channelsOf(raster.mode);
  const { data } = raster;
  switch (raster.mode) {
    case '1':
    case 'L':
    case 'LA':
    case 'I;16':
    case 'I':
    case 'F':
      for (let pixel = 0, to = 0; pixel < pixels; pixel++, to += 3) {
        const grey = Math.max(0, Math.min(255, data[pixel * channels]));
        rgb[to] = grey;
        rgb[to + 1] = grey;
        rgb[to + 2] = grey;
      }
      return rgb;
    case 'RGBA':
      for (let pixel = 0; pixel < pixels; pixel++) {
        for (let channel = 0; channel < 3; channel++) rgb[pixel * 3 + channel] = data[pixel * 4 + channel];
      }
      return rgb;
    case 'CMYK':
      for (let pixel = 0; pixel < pixels; pixel++) {
        const light = 255 - data[pixel * 4 + 3];
        for (let channel = 0; channel < 3; channel++) {
          rgb[pixel * 3 + channel] = light - multiply255(data[pixel * 4 + channel], light);
        }
      }
      return rgb;
  }
}
