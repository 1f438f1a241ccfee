/** Pillow's 8-bit resize in WebAssembly. Its memory holds a band of the image at a time, whatever the image's size. */
import type { Resample8Kernel, Resampling8 } from '#app/ml/preprocess/resample-8.ts';
import { planMemory, type ResampleMemory, storeColumns, storeRows } from './resample-memory.ts';
import { resampleWasm } from './resample-wasm.ts';
import { compiled, type WasmMemory } from './web-assembly.ts';

/** What resample.as exports; addresses and steps are in bytes. */
interface ResampleModule {
  readonly memory: WasmMemory;
  readonly alongRows1: AlongRows;
  readonly alongRows3: AlongRows;
  readonly alongRows4: AlongRows;
  readonly alongColumns: (
    input: number,
    inputStep: number,
    samples: number,
    output: number,
    outputs: number,
    spans: number,
    weights: number,
    weightStep: number,
  ) => void;
}

type AlongRows = (
  input: number,
  inputStep: number,
  rows: number,
  output: number,
  outputStep: number,
  outputs: number,
  spans: number,
  weights: number,
  weightStep: number,
) => void;

const pageBytes = 2 ** 16;
const mebibyte = 2 ** 20;
/** An instance that grew beyond this is given up after the image that needed it. */
const keptBytes = 16 * mebibyte;

export interface ResampleKernelOptions {
  /** Images that need more memory are declined. 64 MiB by default, which is all that the module may have. */
  readonly memoryLimitBytes?: number;
}

/**
 * A kernel for images of 1, 3 or 4 channels, with one instance that is made on first use and used again. Undefined on
 * a machine that cannot run it.
 */
export function createResampleKernel(options: ResampleKernelOptions = {}): Resample8Kernel | undefined {
  const { memoryLimitBytes = 64 * mebibyte } = options;
  const instantiate = compiled<ResampleModule>(resampleWasm);
  if (instantiate === undefined) return undefined;
  let kept: ResampleModule | undefined;
  return (resampling) => {
    const { channels } = resampling;
    if (channels !== 1 && channels !== 3 && channels !== 4) return undefined;
    const plan = planMemory(resampling);
    if (plan.endBytes > memoryLimitBytes) return undefined;
    try {
      kept ??= instantiate();
      grow(kept.memory, plan.endBytes);
    } catch {
      kept = undefined; // The machine has no memory for it; the loops need less.
      return undefined;
    }
    const module = kept;
    if (module.memory.buffer.byteLength > keptBytes) kept = undefined;
    return resample(module, module[`alongRows${channels}`], resampling, plan);
  };
}

function grow(memory: WasmMemory, wantedBytes: number): void {
  const missingBytes = wantedBytes - memory.buffer.byteLength;
  if (missingBytes > 0) memory.grow(Math.ceil(missingBytes / pageBytes));
}

function resample(
  { memory, alongColumns }: ResampleModule,
  alongRows: AlongRows,
  resampling: Resampling8,
  plan: ResampleMemory,
): Uint8Array {
  const { stride, channels, columns, rows, columnsFirst } = resampling;
  const { middle, middleRow, output, outputRow, band, bandRows } = plan;
  const width = columns.first.length;
  const height = rows.first.length;
  const bytes = new Uint8Array(memory.buffer);
  const byColumns = [plan.columns.spans, plan.columns.weights, plan.columns.weightStep] as const;
  storeColumns(memory.buffer, plan.columns, columns, channels);
  storeRows(memory.buffer, plan.rows, rows, columnsFirst ? stride : middleRow);
  if (columnsFirst) {
    for (const { from, to, firstRow, endRow } of outputBands(resampling, bandRows)) {
      copyRows(resampling, firstRow, endRow, bytes, band);
      // Addresses are modulo 2^32, so that of a row before the band may well be less than zero.
      const image = band - firstRow * stride;
      const { spans, weights, weightStep } = plan.rows;
      const first = [spans + 8 * from, weights + weightStep * from, weightStep] as const;
      alongColumns(image, stride, middleRow, middle + from * middleRow, to - from, ...first);
    }
    alongRows(middle, middleRow, height, output, outputRow, width, ...byColumns);
  } else {
    for (let row = 0; row < rows.inputs; row += bandRows) {
      const end = Math.min(rows.inputs, row + bandRows);
      copyRows(resampling, row, end, bytes, band);
      alongRows(band, stride, end - row, middle + row * middleRow, middleRow, width, ...byColumns);
    }
    const { spans, weights, weightStep } = plan.rows;
    alongColumns(middle, middleRow, middleRow, output, height, spans, weights, weightStep);
  }
  return bytes.slice(output, output + height * outputRow);
}

/** Rows `from` to `end - 1` of what is read of the image. */
function copyRows(
  { data, start, stride, channels, columns }: Resampling8,
  from: number,
  end: number,
  bytes: Uint8Array,
  to: number,
): void {
  const last = start + (end - 1) * stride + columns.inputs * channels;
  bytes.set(data.subarray(start + from * stride, last), to);
}

/** Outputs of the pass along columns that read at most `bandRows` rows together, and those rows. */
function* outputBands({ rows: { first, taps } }: Resampling8, bandRows: number) {
  for (let from = 0, to = 0; from < first.length; from = to) {
    const firstRow = first[from];
    to += 1;
    while (to < first.length && first[to] + taps[to] <= firstRow + bandRows) to += 1;
    yield { from, to, firstRow, endRow: first[to - 1] + taps[to - 1] };
  }
}
