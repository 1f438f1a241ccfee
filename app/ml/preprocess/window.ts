/** Grey of more than 8 bits made visible: a range of values is spread over black to white. */
import type { Raster8, WideRaster } from './raster.ts';

/** The value shown black and the value shown white; `black` above `white` shows the image inverted. */
export interface GreyWindow {
  readonly black: number;
  readonly white: number;
}

/** Shares of the pixels that are darker than black and not brighter than white. */
export const windowShares = { dark: 0.005, bright: 0.995 } as const;

/** Maps values linearly from the window to 0..255, rounded, clipped outside. */
export function applyWindow({ width, height, data }: WideRaster, { black, white }: GreyWindow): Raster8 {
  const scale = white === black ? 0 : 255 / (white - black);
  const output = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const value = (data[i] - black) * scale;
    output[i] = value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value);
  }
  return { mode: 'L', width, height, data: output };
}

/**
 * The window from the 0.5th to the 99.5th percentile of the values, so that a few hot pixels do not leave the rest
 * dark; from the least to the greatest where those two are equal. Values that are no numbers are left out.
 */
export function percentileWindow({ data }: WideRaster): GreyWindow {
  let least = Infinity;
  let greatest = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (!(greatest > least) || !Number.isFinite(greatest - least)) {
    return { black: Number.isFinite(least) ? least : 0, white: Number.isFinite(least) ? least + 1 : 1 };
  }
  const { counts, binWidth } = histogram(data, least, greatest);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const valueAt = (share: number): number => {
    let below = 0;
    let bin = 0;
    while (bin < counts.length - 1 && below + counts[bin] <= share * total) below += counts[bin++];
    return least + bin * binWidth;
  };
  const black = valueAt(windowShares.dark);
  const white = valueAt(windowShares.bright);
  return white > black ? { black, white } : { black: least, white: greatest };
}

/** At most 65,536 bins, one per value for 16-bit integers. */
function histogram(
  data: WideRaster['data'],
  least: number,
  greatest: number,
): { counts: Uint32Array; binWidth: number } {
  const isWhole = !(data instanceof Float32Array);
  const bins = isWhole ? Math.min(65_536, greatest - least + 1) : 65_536;
  const counts = new Uint32Array(bins);
  const scale = bins / (isWhole ? greatest - least + 1 : greatest - least);
  for (const value of data) {
    const bin = Math.floor((value - least) * scale);
    if (bin >= 0) counts[Math.min(bin, bins - 1)]++;
  }
  return { counts, binWidth: 1 / scale };
}
