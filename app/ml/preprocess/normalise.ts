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
  for (let channel = 0; channel < 3; channel++) {
    const valueOf = normalisedValues(mean[channel], std[channel]);
    const plane = output.subarray(channel * planeSize, (channel + 1) * planeSize);
    for (let i = 0; i < planeSize; i++) plane[i] = valueOf[pixels[3 * i + channel]]!;
  }
  return output;
}

/** There are only 256 results per channel. */
function normalisedValues(mean: number, std: number): Float32Array {
  return Float32Array.from({ length: 256 }, (_, sample) => {
    const scaled = Math.fround(sample / 255);
    return Math.fround(Math.fround(scaled - Math.fround(mean)) / Math.fround(std));
  });
}
