/** Colours multiplied by alpha and back, with Pillow's integer arithmetic (modes `RGBa` and `La`). */
import { channelsOf, type Raster8 } from './raster.ts';

/** a * b / 255, rounded, for 8-bit values (Pillow's MULDIV255). */
export function multiply255(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}

/** Multiplies every colour sample by its alpha, which is the last channel. */
export function premultiply(raster: Raster8): Raster8 {
  const colours = channelsOf(raster.mode) - 1;
  const data = new Uint8Array(raster.data);
  for (let at = 0; at < data.length; at += colours + 1) {
    const alpha = data[at + colours];
    if (alpha === 255) continue; // most pixels of most pictures
    for (let i = at; i < at + colours; i++) data[i] = multiply255(data[i], alpha);
  }
  return { ...raster, data };
}

/** The inverse; colours of fully transparent pixels stay as they are. */
export function unpremultiply(raster: Raster8): Raster8 {
  const colours = channelsOf(raster.mode) - 1;
  const data = new Uint8Array(raster.data);
  for (let at = 0; at < data.length; at += colours + 1) {
    const alpha = data[at + colours];
    if (alpha === 0 || alpha === 255) continue;
    for (let i = at; i < at + colours; i++) data[i] = Math.min(255, Math.trunc((255 * data[i]) / alpha));
  }
  return { ...raster, data };
}
