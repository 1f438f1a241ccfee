/** torchvision `ToTensor` and `Normalize`, with float32 rounding after every operation as torch does it. */
import type { Preprocessing } from './transform.ts';

/**
 * @param pixels [size, size, 3] uint8
 * @returns [3, size, size] float32: (pixel / 255 - mean) / std
 */
export function normalise(
  pixels: Uint8Array,
  { mean, std }: Pick<Preprocessing, 'mean' | 'std'>,
): Float32Array {
  const planeSize = pixels.length / 3;
  const output = new Float32Array(pixels.length);
  const [red, green, blue] = mean.map((ofChannel, channel) => normalisedValues(ofChannel, std[channel]));
  for (let i = 0, at = 0; i < planeSize; i++, at += 3) {
    output[i] = red[pixels[at]];
    output[planeSize + i] = green[pixels[at + 1]];
    output[2 * planeSize + i] = blue[pixels[at + 2]];
  }
  return output;
}

/** There are only 256 results per channel. */
function normalisedValues(mean: number, std: number): Float32Array {
  const values = new Float32Array(256);
  for (let sample = 0; sample < 256; sample++) {
    const scaled = Math.fround(sample / 255);
    values[sample] = Math.fround(scaled - Math.fround(mean)) / Math.fround(std);
  }
  return values;
}
