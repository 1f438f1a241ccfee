/**
 * Pillow's two-pass bicubic resize of 8-bit samples, to the last bit: fixed-point weights, and the result of the first
 * pass rounded to 8 bits before the second.
 */
import {
  columnsComeFirst,
  type FilterWeights,
  filterWeights,
  fixedPointWeights,
  weightBits,
} from './filter-weights.ts';
import type { Box, Size } from './raster.ts';

/** Rows of samples inside a larger array. */
interface Samples {
  readonly data: Uint8Array;
  /** Index of the first sample. */
  readonly start: number;
  /** From one row to the next. */
  readonly stride: number;
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
  const columns = filterWeights(source.width, target.width, window.left, window.width);
  const rows = filterWeights(source.height, target.height, window.top, window.height);
  const stride = rowPixels * channels;
  // The first pass makes only what the second one reads.
  if (columnsComeFirst(source, target)) {
    const start = source.top * stride + (source.left + columns.used) * channels;
    const usedSamples = (columns.usedEnd - columns.used) * channels;
    const shortened = alongColumns({ data, start, stride }, usedSamples, rows);
    const input = { data: shortened, start: -columns.used * channels, stride: usedSamples };
    return alongRows(input, window.height, channels, columns);
  }
  const start = (source.top + rows.used) * stride + source.left * channels;
  const narrowed = alongRows({ data, start, stride }, rows.usedEnd - rows.used, channels, columns);
  const outputRow = window.width * channels;
  return alongColumns({ data: narrowed, start: -rows.used * outputRow, stride: outputRow }, outputRow, rows);
}

const half = 1 << (weightBits - 1);
const clip = (sum: number): number => {
  const value = sum >> weightBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** [height, outputs, channels] of `height` rows. */
function alongRows(input: Samples, height: number, channels: number, columns: FilterWeights): Uint8Array {
  const outputRow = columns.first.length * channels;
  const output = new Uint8Array(height * outputRow);
  const fixed = fixedPointWeights(columns);
  const resampleRow = channels === 3 ? resampleRowOf3 : resampleRowOfAny;
  for (let y = 0; y < height; y++) {
    resampleRow(input.data, input.start + y * input.stride, output, y * outputRow, columns, fixed, channels);
  }
  return output;
}

function resampleRowOfAny(
  data: Uint8Array,
  rowStart: number,
  output: Uint8Array,
  outputStart: number,
  { first, taps, maxTaps }: FilterWeights,
  fixed: Int32Array,
  channels: number,
): void {
  for (let x = 0; x < first.length; x++) {
    const weightStart = x * maxTaps;
    const count = taps[x];
    for (let channel = 0; channel < channels; channel++) {
      let at = rowStart + first[x] * channels + channel;
      let sum = half;
      for (let tap = 0; tap < count; tap++) {
        sum = (sum + Math.imul(data[at], fixed[weightStart + tap])) | 0;
        at += channels;
      }
      output[outputStart + x * channels + channel] = clip(sum);
    }
  }
}

/** The same with the three channels side by side: most images are RGB, and this is where the time goes. */
function resampleRowOf3(
  data: Uint8Array,
  rowStart: number,
  output: Uint8Array,
  outputStart: number,
  { first, taps, maxTaps }: FilterWeights,
  fixed: Int32Array,
): void {
  for (let x = 0; x < first.length; x++) {
    const weightStart = x * maxTaps;
    const weightEnd = weightStart + taps[x];
    let at = rowStart + first[x] * 3;
    let red = half;
    let green = half;
    let blue = half;
    for (let w = weightStart; w < weightEnd; w++) {
      const weight = fixed[w];
      red = (red + Math.imul(data[at], weight)) | 0;
      green = (green + Math.imul(data[at + 1], weight)) | 0;
      blue = (blue + Math.imul(data[at + 2], weight)) | 0;
      at += 3;
    }
    output[outputStart + 3 * x] = clip(red);
    output[outputStart + 3 * x + 1] = clip(green);
    output[outputStart + 3 * x + 2] = clip(blue);
  }
}

/** [outputs, rowSamples] of rows of `rowSamples` samples. */
function alongColumns({ data, start, stride }: Samples, rowSamples: number, rows: FilterWeights): Uint8Array {
  const output = new Uint8Array(rows.first.length * rowSamples);
  const fixed = fixedPointWeights(rows);
  const sums = new Int32Array(rowSamples);
  for (let y = 0; y < rows.first.length; y++) {
    sums.fill(half);
    for (let tap = 0; tap < rows.taps[y]; tap++) {
      const weight = fixed[y * rows.maxTaps + tap];
      const from = start + (rows.first[y] + tap) * stride;
      for (let i = 0; i < rowSamples; i++) sums[i] = (sums[i] + Math.imul(data[from + i], weight)) | 0;
    }
    for (let i = 0; i < rowSamples; i++) output[y * rowSamples + i] = clip(sums[i]);
  }
  return output;
}
