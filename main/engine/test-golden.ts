/** The reference's tensors, and how far ours are from them. For tests only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { floatTensors, isFloatTensor, type FloatTensor, type TensorData } from '#app/ml/tensor-data.ts';
import { readSafetensors } from '#app/ml/tensor-file.ts';

export function readTensors(folder: string, file: string): Map<string, TensorData> {
  return readSafetensors(readFileSync(join(folder, file))).tensors;
}

export function readFloats(folder: string, file: string): Map<string, FloatTensor> {
  return floatTensors(new Map([...readTensors(folder, file)].filter(([, tensor]) => isFloatTensor(tensor))));
}

export function tensorNamed<T extends TensorData>(tensors: ReadonlyMap<string, T>, name: string): T {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`The golden data has no ${name}.`);
  return tensor;
}

export function toInt32({ data }: TensorData): Int32Array {
  return Int32Array.from(data, Number);
}

/** Largest absolute difference; the lengths must be equal and the values finite. */
export function maxAbsolute(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  checkLengths(found, expected);
  let worst = 0;
  for (let index = 0; index < expected.length; index++) {
    const error = Math.abs(found[index]! - expected[index]!);
    if (!(error <= worst)) worst = error; // a NaN stays
  }
  return worst;
}

/** L2 norm of the difference over the L2 norm of the expected. */
export function relativeL2(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  checkLengths(found, expected);
  let difference = 0;
  let size = 0;
  for (let index = 0; index < expected.length; index++) {
    difference += (found[index]! - expected[index]!) ** 2;
    size += expected[index]! ** 2;
  }
  return size === 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
}

function checkLengths(found: ArrayLike<number>, expected: ArrayLike<number>): void {
  if (found.length !== expected.length)
    throw new Error(`${found.length} values where ${expected.length} are expected.`);
}

/** Errors and their bars, printed at the end so that a reader sees how much room is left. */
export class ParityTable {
  private readonly rows: { readonly name: string; readonly error: number; readonly bar: number }[] = [];
  private readonly title: string;

  constructor(title: string) {
    this.title = title;
  }

  /** Notes an error and returns it, for the assertion. */
  note(name: string, error: number, bar: number): number {
    this.rows.push({ name, error, bar });
    return error;
  }

  print(): void {
    const lines = this.rows.map(
      ({ name, error, bar }) =>
        `  ${name.padEnd(48)} ${error.toExponential(1)}  (bar ${bar.toExponential(0)})`,
    );
    process.stdout.write(`${this.title}\n${lines.join('\n')}\n`);
  }
}
