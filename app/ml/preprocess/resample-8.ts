/**
 * Pillow's two-pass bicubic resize of 8-bit samples, to the last bit: fixed-point weights, and the result of the first
 * pass rounded to 8 bits before the second. What is computed is decided here, how is the kernel's.
 */
import { columnsComeFirst, filterWeights, type FixedWeights, fixedWeights } from './filter-weights.ts';
import type { Box, Size } from './raster.ts';
import { resampleInLoops } from './resample-8-loops.ts';

/** Both passes over the part of an image that they read. */
export interface Resampling8 {
  readonly data: Uint8Array;
  /** Index of the first sample of that part; it has rows.inputs rows of columns.inputs pixels. */
  readonly start: number;
  /** From one row to the next, in samples. */
  readonly stride: number;
  readonly channels: number;
  readonly columns: FixedWeights;
  readonly rows: FixedWeights;
  /** Which pass goes first: along the columns of the image, or along its rows. */
  readonly columnsFirst: boolean;
}

/**
 * Computes a resampling, or nothing where it cannot (a number of channels it does not know, too little memory).
 * Returns [rows.first.length, columns.first.length, channels], equal to resampleInLoops to the last bit.
 */
export type Resample8Kernel = (resampling: Resampling8) => Uint8Array | undefined;

let kernel: Resample8Kernel = resampleInLoops;

/** From here on resample8 asks this kernel before it uses the loops. Results stay the same. */
export function useResample8Kernel(faster: Resample8Kernel): void {
  kernel = faster;
}

/**
 * Resizes the part `source` of an image to `target` and returns the part `window` of the result. Pixels outside the
 * window are not computed; those inside do not depend on it.
 * @param data [height, rowPixels, channels]
 * @returns [window.height, window.width, channels]
 */
export function resample8(
  data: Uint8Array,
  rowPixels: number,
  channels: number,
  source: Box,
  target: Size,
  window: Box,
): Uint8Array {
  const resampling = planResample8(data, rowPixels, channels, source, target, window);
  return kernel(resampling) ?? resampleInLoops(resampling);
}

/** What resample8 computes. */
export function planResample8(
  data: Uint8Array,
  rowPixels: number,
  channels: number,
  source: Box,
  target: Size,
  window: Box,
): Resampling8 {
  const columns = fixedWeights(filterWeights(source.width, target.width, window.left, window.width));
  const rows = fixedWeights(filterWeights(source.height, target.height, window.top, window.height));
  const firstPixel = (source.top + rows.used) * rowPixels + source.left + columns.used;
  return {
    data,
    start: firstPixel * channels,
    stride: rowPixels * channels,
    channels,
    columns,
    rows,
    columnsFirst: columnsComeFirst(source, target),
  };
}
