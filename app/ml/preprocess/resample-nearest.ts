/** Pillow's nearest-pixel resize (`ImagingScaleAffine`). */
import type { Box, Size } from './raster.ts';

/** As resample8, each output pixel a copy of the input pixel at its centre. */
export function resampleNearest(
  data: Uint8Array,
  rowPixels: number,
  channels: number,
  source: Box,
  target: Size,
  window: Box,
): Uint8Array {
  const columns = nearestIndices(source.width, target.width);
  const rows = nearestIndices(source.height, target.height);
  const output = new Uint8Array(window.width * window.height * channels);
  let to = 0;
  for (let y = 0; y < window.height; y++) {
    const rowStart = (source.top + rows[window.top + y]) * rowPixels + source.left;
    for (let x = 0; x < window.width; x++) {
      const from = (rowStart + columns[window.left + x]) * channels;
      for (let channel = 0; channel < channels; channel++) output[to++] = data[from + channel];
    }
  }
  return output;
}

/** The position is summed up step by step, as Pillow does; multiplying would round differently at some pixels. */
function nearestIndices(inputSize: number, outputSize: number): Int32Array {
  const step = inputSize / outputSize;
  const indices = new Int32Array(outputSize);
  let position = step * 0.5;
  for (let i = 0; i < outputSize; i++) {
    indices[i] = Math.min(inputSize - 1, Math.trunc(position));
    position += step;
  }
  return indices;
}
