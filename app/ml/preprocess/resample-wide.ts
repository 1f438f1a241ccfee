/** Pillow's bicubic resize of grey with more than 8 bits: weights in double precision, each pass stored as the mode stores. */
import { columnsComeFirst, type FilterWeights, filterWeights } from './filter-weights.ts';
import type { Box, Size, WideRaster } from './raster.ts';

/** As resample8, for one channel of 16 or 32 bits. */
export function resampleWide(raster: WideRaster, source: Box, target: Size, window: Box): WideRaster {
  const columns = filterWeights(source.width, target.width, window.left, window.width);
  const rows = filterWeights(source.height, target.height, window.top, window.height);
  const start = source.top * raster.width + source.left;
  // All rows or columns of the source in the first pass: wide images are rare, so nothing is saved here.
  if (columnsComeFirst(source, target)) {
    const shortened = onePass(
      raster,
      { axis: 'columns', start, step: raster.width, next: 1, lines: source.width },
      rows,
    );
    return onePass(
      shortened,
      { axis: 'rows', start: 0, step: 1, next: source.width, lines: window.height },
      columns,
    );
  }
  const narrowed = onePass(
    raster,
    { axis: 'rows', start, step: 1, next: raster.width, lines: source.height },
    columns,
  );
  return onePass(
    narrowed,
    { axis: 'columns', start: 0, step: window.width, next: 1, lines: window.width },
    rows,
  );
}

/** The rows or columns that a pass goes along. */
interface Lines {
  readonly axis: 'rows' | 'columns';
  /** Index of the first sample. */
  readonly start: number;
  /** From one sample of a line to the next. */
  readonly step: number;
  /** From one line to the next. */
  readonly next: number;
  readonly lines: number;
}

function onePass(
  raster: WideRaster,
  { axis, start, step, next, lines }: Lines,
  filter: FilterWeights,
): WideRaster {
  const { data, mode } = raster;
  const outputs = filter.first.length;
  const isAlongRows = axis === 'rows';
  const width = isAlongRows ? outputs : lines;
  const output = emptyRaster(mode, width, isAlongRows ? lines : outputs);
  const store = storedAs[mode];
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < outputs; i++) {
      let at = start + line * next + filter.first[i] * step;
      let sum = 0;
      for (let tap = 0; tap < filter.taps[i]; tap++) {
        sum += data[at] * filter.weights[i * filter.maxTaps + tap];
        at += step;
      }
      output.data[isAlongRows ? line * width + i : i * width + line] = store(sum);
    }
  }
  return output;
}

function emptyRaster(mode: WideRaster['mode'], width: number, height: number): WideRaster {
  const length = width * height;
  switch (mode) {
    case 'I;16':
      return { mode, width, height, data: new Uint16Array(length) };
    case 'I':
      return { mode, width, height, data: new Int32Array(length) };
    case 'F':
      return { mode, width, height, data: new Float32Array(length) };
  }
}

/** Half away from zero, kept within what the mode can hold. */
const rounded = (sum: number, least: number, greatest: number): number =>
  Math.max(least, Math.min(greatest, sum >= 0 ? Math.floor(sum + 0.5) : -Math.floor(0.5 - sum)));

const storedAs: Readonly<Record<WideRaster['mode'], (sum: number) => number>> = {
  'I;16': (sum) => rounded(sum, 0, 65_535),
  I: (sum) => rounded(sum, -(2 ** 31), 2 ** 31 - 1),
  F: (sum) => sum,
};
