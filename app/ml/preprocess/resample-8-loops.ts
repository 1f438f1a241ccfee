/** Both passes of an 8-bit resampling as plain loops: what every kernel is held to, and what runs where there is none. */
import { type FixedWeights, weightBits } from './filter-weights.ts';
import type { Resampling8 } from './resample-8.ts';

/** [rows.first.length, columns.first.length, channels] */
export function resampleInLoops({
  data,
  start,
  stride,
  channels,
  columns,
  rows,
  columnsFirst,
}: Resampling8): Uint8Array {
  const image = { data, start, stride };
  if (columnsFirst) {
    const rowSamples = columns.inputs * channels;
    const shortened = alongColumns(image, rowSamples, rows);
    return alongRows({ data: shortened, start: 0, stride: rowSamples }, rows.first.length, channels, columns);
  }
  const rowSamples = columns.first.length * channels;
  const narrowed = alongRows(image, rows.inputs, channels, columns);
  return alongColumns({ data: narrowed, start: 0, stride: rowSamples }, rowSamples, rows);
}

/** Rows of samples inside a larger array. */
interface Samples {
  readonly data: Uint8Array;
  /** Index of the first sample. */
  readonly start: number;
  /** From one row to the next. */
  readonly stride: number;
}

const half = 1 << (weightBits - 1);
const clip = (sum: number): number => {
  const value = sum >> weightBits;
  return value < 0 ? 0 : value > 255 ? 255 : value;
};

/** [height, outputs, channels] of `height` rows. */
function alongRows(input: Samples, height: number, channels: number, columns: FixedWeights): Uint8Array {
  const outputRow = columns.first.length * channels;
  const output = new Uint8Array(height * outputRow);
  const resampleRow = channels === 3 ? resampleRowOf3 : resampleRowOfAny;
  for (let y = 0; y < height; y++) {
    resampleRow(input.data, input.start + y * input.stride, output, y * outputRow, columns, channels);
  }
  return output;
}

function resampleRowOfAny(
  data: Uint8Array,
  rowStart: number,
  output: Uint8Array,
  outputStart: number,
  { first, taps, weights, maxTaps }: FixedWeights,
  channels: number,
): void {
  for (let x = 0; x < first.length; x++) {
    const weightStart = x * maxTaps;
    const count = taps[x];
    for (let channel = 0; channel < channels; channel++) {
      let at = rowStart + first[x] * channels + channel;
      let sum = half;
      for (let tap = 0; tap < count; tap++) {
        sum = (sum + Math.imul(data[at], weights[weightStart + tap])) | 0;
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
  { first, taps, weights, maxTaps }: FixedWeights,
): void {
  for (let x = 0; x < first.length; x++) {
    const weightStart = x * maxTaps;
    const weightEnd = weightStart + taps[x];
    let at = rowStart + first[x] * 3;
    let red = half;
    let green = half;
    let blue = half;
    for (let w = weightStart; w < weightEnd; w++) {
      const weight = weights[w];
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
function alongColumns(
  { data, start, stride }: Samples,
  rowSamples: number,
  { first, taps, weights, maxTaps }: FixedWeights,
): Uint8Array {
  const output = new Uint8Array(first.length * rowSamples);
  const sums = new Int32Array(rowSamples);
  for (let y = 0; y < first.length; y++) {
    sums.fill(half);
    for (let tap = 0; tap < taps[y]; tap++) {
      const weight = weights[y * maxTaps + tap];
      const from = start + (first[y] + tap) * stride;
      for (let i = 0; i < rowSamples; i++) sums[i] = (sums[i] + Math.imul(data[from + i], weight)) | 0;
    }
    for (let i = 0; i < rowSamples; i++) output[y * rowSamples + i] = clip(sums[i]);
  }
  return output;
}
