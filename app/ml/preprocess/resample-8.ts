/**
 * Pillow's two-pass bicubic resize of 8-bit samples, to the last bit: fixed-point weights, rows first, the result of
 * the first pass rounded to 8 bits before the second.
 */
import { type FilterWeights, filterWeights, fixedPointWeights, weightBits } from './filter-weights.ts';
import type { Box, Size } from './raster.ts';

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
  const rows = filterWeights(source.height, target.height, window.top, window.height);
  // The first pass makes only the rows that the second one reads.
  const firstRow = rows.first[0] ?? 0;
  const lastRow = rows.first.reduce((last, first, i) => Math.max(last, first + rows.taps[i]!), firstRow);
  const narrowed = resampleRows(
    data,
    rowPixels,
    channels,
    { left: source.left, top: source.top + firstRow, width: source.width, height: lastRow - firstRow },
    filterWeights(source.width, target.width, window.left, window.width),
    target.width === source.width,
    window,
  );
  if (target.height === source.height) {
    const skipped = (window.top - firstRow) * window.width * channels;
    return narrowed.subarray(skipped, skipped + window.height * window.width * channels);
  }
  return resampleColumns(narrowed, window.width * channels, firstRow, rows);
}

function resampleRows(
  data: Uint8Array,
  rowPixels: number,
  channels: number,
  source: Box,
  columns: FilterWeights,
  isCopy: boolean,
  window: Box,
): Uint8Array {
  const outputRow = window.width * channels;
  const output = new Uint8Array(source.height * outputRow);
  const fixed = fixedPointWeights(columns);
  for (let y = 0; y < source.height; y++) {
    const rowStart = ((source.top + y) * rowPixels + source.left) * channels;
    if (isCopy) {
      const from = rowStart + window.left * channels;
      output.set(data.subarray(from, from + outputRow), y * outputRow);
    } else if (channels === 3) {
      resampleRowOf3(data, rowStart, output, y * outputRow, columns, fixed);
    } else {
      resampleRow(data, rowStart, output, y * outputRow, columns, fixed, channels);
    }
  }
  return output;
}

const half = 1 << (weightBits - 1);
const clip = (sum: number): number => {
  const value = sum >> weightBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

function resampleRow(
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
    const count = taps[x]!;
    for (let channel = 0; channel < channels; channel++) {
      let at = rowStart + first[x]! * channels + channel;
      let sum = half;
      for (let tap = 0; tap < count; tap++) {
        sum = (sum + Math.imul(data[at]!, fixed[weightStart + tap]!)) | 0;
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
    const weightEnd = weightStart + taps[x]!;
    let at = rowStart + first[x]! * 3;
    let red = half;
    let green = half;
    let blue = half;
    for (let w = weightStart; w < weightEnd; w++) {
      const weight = fixed[w]!;
      red = (red + Math.imul(data[at]!, weight)) | 0;
      green = (green + Math.imul(data[at + 1]!, weight)) | 0;
      blue = (blue + Math.imul(data[at + 2]!, weight)) | 0;
      at += 3;
    }
    output[outputStart + 3 * x] = clip(red);
    output[outputStart + 3 * x + 1] = clip(green);
    output[outputStart + 3 * x + 2] = clip(blue);
  }
}

/** The second pass over rows of `rowSamples` samples; `firstRow` is the source row that the data start with. */
function resampleColumns(
  data: Uint8Array,
  rowSamples: number,
  firstRow: number,
  rows: FilterWeights,
): Uint8Array {
  const output = new Uint8Array(rows.first.length * rowSamples);
  const fixed = fixedPointWeights(rows);
  const sums = new Int32Array(rowSamples);
  for (let y = 0; y < rows.first.length; y++) {
    sums.fill(half);
    for (let tap = 0; tap < rows.taps[y]!; tap++) {
      const weight = fixed[y * rows.maxTaps + tap]!;
      const from = (rows.first[y]! - firstRow + tap) * rowSamples;
      for (let i = 0; i < rowSamples; i++) sums[i] = (sums[i]! + Math.imul(data[from + i]!, weight)) | 0;
    }
    for (let i = 0; i < rowSamples; i++) output[y * rowSamples + i] = clip(sums[i]!);
  }
  return output;
}
