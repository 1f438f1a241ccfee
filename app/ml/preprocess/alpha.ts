/** Colours multiplied by alpha and back, with Pillow's integer arithmetic (modes `RGBa` and `La`). */
import { channelsOf, type Raster8 } from './raster.ts';

/** a * b / 255, rounded, for 8-bit values (Pillow's MULDIV255). */
export function multiply255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Multiplies every colour sample by its alpha, which is the last channel. */
export function premultiply(raster: Raster8): Raster8 {
  return mapColours(raster, multiply255);
}

/** The inverse; colours of fully transparent pixels stay as they are. */
export function unpremultiply(raster: Raster8): Raster8 {
  return mapColours(raster, (sample, alpha) =>
    alpha === 0 || alpha === 255 ? sample : Math.min(255, Math.trunc((255 * sample) / alpha)),
  );
}

function mapColours(raster: Raster8, map: (sample: number, alpha: number) => number): Raster8 {
  const channels = channelsOf(raster.mode);
  const data = new Uint8Array(raster.data.length);
  for (let pixel = 0; pixel < data.length; pixel += channels) {
    const alpha = raster.data[pixel + channels - 1];
    for (let i = pixel; i < pixel + channels - 1; i++) data[i] = map(raster.data[i], alpha);
    data[pixel + channels - 1] = alpha;
  }
  return { ...raster, data };
}
