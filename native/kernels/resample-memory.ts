/** What lies where in the memory of a resampling instance. */
import type { FixedWeights } from '#app/ml/preprocess/filter-weights.ts';
import type { Resampling8 } from '#app/ml/preprocess/resample-8.ts';

/** Addresses of one resampling. */
export interface ResampleMemory {
  readonly columns: StoredWeights;
  readonly rows: StoredWeights;
  /** The result of the first pass, and how far its rows are apart. */
  readonly middle: number;
  readonly middleRow: number;
  readonly output: number;
  readonly outputRow: number;
  /** A number of rows of the image. */
  readonly band: number;
  readonly bandRows: number;
  readonly endBytes: number;
}

/** Where a pass finds its weights; resample.as says in what form. */
export interface StoredWeights {
  readonly spans: number;
  readonly weights: number;
  /** From the weights of one output to those of the next. */
  readonly weightStep: number;
}

/** The compiler keeps the first bytes for itself. */
const firstFree = 1024;
/** A pass reads and writes a few bytes more than it needs. */
const slackBytes = 64;
/** Of the image at a time: it stays in the cache of a core. */
const wantedBandBytes = 256 * 1024;

/** Taps are read by so many at a time, so weights are filled up with zeros. */
const tapsAlongRows = (channels: number): number => (channels === 1 ? 8 : 4);
const tapsAlongColumns = 2;

export function planMemory({ stride, channels, columns, rows, columnsFirst }: Resampling8): ResampleMemory {
  let endBytes = firstFree;
  const place = (sizeBytes: number): number => {
    const at = endBytes;
    endBytes = roundedUp(at + sizeBytes + slackBytes, 16);
    return at;
  };
  const placeWeights = ({ first, maxTaps }: FixedWeights, atOnce: number): StoredWeights => {
    const weightStep = 4 * roundedUp(maxTaps, atOnce);
    return { spans: place(8 * first.length), weights: place(weightStep * first.length), weightStep };
  };
  const outputRow = columns.first.length * channels;
  const middleRow = columnsFirst ? columns.inputs * channels : outputRow;
  const middleRows = columnsFirst ? rows.first.length : rows.inputs;
  const leastBandRows = columnsFirst ? rows.maxTaps : 1;
  const bandRows = Math.min(rows.inputs, Math.max(leastBandRows, Math.floor(wantedBandBytes / stride)));
  return {
    columns: placeWeights(columns, tapsAlongRows(channels)),
    rows: placeWeights(rows, tapsAlongColumns),
    output: place(rows.first.length * outputRow),
    outputRow,
    // Where the number of taps is odd, one row more is read.
    middle: place((middleRows + 1) * middleRow),
    middleRow,
    band: place((bandRows + 1) * stride),
    bandRows,
    endBytes,
  };
}

const roundedUp = (value: number, multiple: number): number => Math.ceil(value / multiple) * multiple;

/** Weights of a pass along rows, whose inputs are pixels side by side. */
export function storeColumns(
  buffer: ArrayBuffer,
  stored: StoredWeights,
  weights: FixedWeights,
  channels: number,
): void {
  storeWeights(buffer, stored, weights, channels, tapsAlongRows(channels));
}

/** Weights of a pass along columns, whose inputs are `rowStep` bytes apart. */
export function storeRows(
  buffer: ArrayBuffer,
  stored: StoredWeights,
  weights: FixedWeights,
  rowStep: number,
): void {
  storeWeights(buffer, stored, weights, rowStep, tapsAlongColumns);
}

function storeWeights(
  buffer: ArrayBuffer,
  stored: StoredWeights,
  { first, taps, weights, maxTaps }: FixedWeights,
  inputStep: number,
  atOnce: number,
): void {
  const count = first.length;
  const lanes = stored.weightStep / 2;
  const spans = new Int32Array(buffer, stored.spans, 2 * count);
  const parts = new Int16Array(buffer, stored.weights, lanes * count);
  parts.fill(0);
  for (let output = 0; output < count; output++) {
    spans[2 * output] = first[output] * inputStep;
    spans[2 * output + 1] = roundedUp(taps[output], atOnce);
    const high = output * lanes;
    const low = high + lanes / 2;
    for (let tap = 0; tap < taps[output]; tap++) {
      const weight = weights[output * maxTaps + tap];
      parts[high + tap] = weight >> 15;
      parts[low + tap] = weight & 0x7fff;
    }
  }
}
