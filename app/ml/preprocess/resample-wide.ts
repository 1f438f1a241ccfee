/** Pillow's bicubic resize of grey with more than 8 bits: weights in double precision, each pass stored as the mode stores. */
import { type FilterWeights, filterWeights } from './filter-weights.ts';
import type { Box, Size, WideRaster } from './raster.ts';

type Samples = WideRaster['data'];

/** As resample8, for one channel of 16 or 32 bits. */
export function resampleWide<T extends WideRaster>(raster: T, source: Box, target: Size, window: Box): T {
  const store = storedAs[raster.mode];
  const allocate = (length: number): Samples =>
    raster.mode === 'I;16'
      ? new Uint16Array(length)
      : raster.mode === 'I'
        ? new Int32Array(length)
        : new Float32Array(length);
  const columns =
    target.width === source.width
      ? undefined
      : filterWeights(source.width, target.width, window.left, window.width);
  const rows =
    target.height === source.height
      ? undefined
      : filterWeights(source.height, target.height, window.top, window.height);

  const narrowed = allocate(source.height * window.width);
  for (let y = 0; y < source.height; y++) {
    const rowStart = (source.top + y) * raster.width + source.left;
    for (let x = 0; x < window.width; x++) {
      narrowed[y * window.width + x] =
        columns === undefined
          ? raster.data[rowStart + window.left + x]!
          : store(weightedSum(raster.data, rowStart, 1, columns, x));
    }
  }
  const output = allocate(window.height * window.width);
  for (let y = 0; y < window.height; y++) {
    for (let x = 0; x < window.width; x++) {
      output[y * window.width + x] =
        rows === undefined
          ? narrowed[(window.top + y) * window.width + x]!
          : store(weightedSum(narrowed, x, window.width, rows, y));
    }
  }
  return { ...raster, width: window.width, height: window.height, data: output };
}

/** Output `index` of one row or column that starts at `start` and goes on in steps of `stride`. */
function weightedSum(
  data: Samples,
  start: number,
  stride: number,
  { first, taps, weights, maxTaps }: FilterWeights,
  index: number,
): number {
  let at = start + first[index]! * stride;
  let sum = 0;
  for (let tap = 0; tap < taps[index]!; tap++) {
    sum += data[at]! * weights[index * maxTaps + tap]!;
    at += stride;
  }
  return sum;
}

/** Half away from zero. */
const rounded = (sum: number): number => (sum >= 0 ? Math.floor(sum + 0.5) : -Math.floor(0.5 - sum));

const storedAs: Readonly<Record<WideRaster['mode'], (sum: number) => number>> = {
  /**
   * Pillow clips the low and the high byte one by one, so an overshoot above 65,535 keeps the low byte it happens to
   * have. Kept because the exact mode is about being the same.
   */
  'I;16': (sum) => {
    const value = rounded(sum);
    const low = Math.max(0, value % 256);
    const high = Math.min(255, Math.max(0, value >> 8));
    return (high << 8) | low;
  },
  I: rounded,
  F: (sum) => sum,
};
