/** DICOM colour spaces to 8-bit RGB (PS3.3 C.7.6.3.1.2). */
import type { Samples } from './samples.ts';

/** RGB of 8, 16 or 32 bits a sample: the highest 8 bits. */
export function rgbOf(samples: Samples, bitsStored: number): Uint8Array {
  const shift = bitsStored - 8;
  if (shift <= 0) return Uint8Array.from(samples);
  return Uint8Array.from(samples, (sample) => sample >>> shift);
}

/** YBR_FULL: ITU-R BT.601 over the full range, as JPEG has it. */
export function rgbOfYbr(samples: Samples): Uint8Array {
  const rgb = new Uint8Array(samples.length);
  for (let at = 0; at + 2 < samples.length; at += 3)
    writeYbr(rgb, at, samples[at], samples[at + 1], samples[at + 2]);
  return rgb;
}

/** YBR_FULL_422 uncompressed: Y1 Y2 Cb Cr for every two pixels of a row. */
export function rgbOfYbr422(samples: Samples): Uint8Array {
  const rgb = new Uint8Array((samples.length / 2) * 3);
  for (let from = 0, to = 0; from + 3 < samples.length; from += 4, to += 6) {
    writeYbr(rgb, to, samples[from], samples[from + 2], samples[from + 3]);
    writeYbr(rgb, to + 3, samples[from + 1], samples[from + 2], samples[from + 3]);
  }
  return rgb;
}

function writeYbr(rgb: Uint8Array, at: number, y: number, blue: number, red: number): void {
  const clip = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));
  rgb[at] = clip(y + 1.402 * (red - 128));
  rgb[at + 1] = clip(y - 0.344136 * (blue - 128) - 0.714136 * (red - 128));
  rgb[at + 2] = clip(y + 1.772 * (blue - 128));
}
