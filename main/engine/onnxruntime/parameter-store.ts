/**
 * Parameters, gradients and moments of a training run: one long array each, with the tensors as windows on it. The
 * optimizer then runs over whole arrays, and the session reads and writes the windows without copies.
 */
import { decays } from '#app/ml/clip/optimizer.ts';
import type { ParameterShapes } from '#app/ml/clip/parameters.ts';
import { type FloatTensor, type FloatTensors, sizeOf } from '#app/ml/tensor-data.ts';
import { checkStateTensors } from '../training-state-check.ts';

/** Elements; tensors start on cache lines. */
const ALIGNMENT = 16;

interface Window {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
}

export class ParameterStore {
  private readonly windows: readonly Window[];
  readonly parameters: Float32Array;
  readonly gradients: Float32Array;
  readonly firstMoments: Float32Array;
  readonly secondMoments: Float32Array;
  /** Elements [0, decayEnd) decay, [decayEnd, trainableEnd) are trained without decay, the rest is frozen. */
  readonly decayEnd: number;
  readonly trainableEnd: number;

  constructor(shapes: ParameterShapes, isFrozen: (name: string) => boolean) {
    const names = [...shapes.keys()];
    const frozen = names.filter(isFrozen);
    const trained = names.filter((name) => !isFrozen(name));
    const shapeOf = (name: string): readonly number[] => shapes.get(name) ?? [];
    const decaying = trained.filter((name) => decays(name, shapeOf(name)));
    const others = trained.filter((name) => !decaying.includes(name));
    let length = 0;
    const windows: Window[] = [];
    const place = (group: readonly string[]): number => {
      for (const name of group) {
        windows.push({ name, shape: shapeOf(name), start: length });
        length += Math.ceil(sizeOf(shapeOf(name)) / ALIGNMENT) * ALIGNMENT;
      }
      return length;
    };
    this.decayEnd = place(decaying);
    this.trainableEnd = place(others);
    place(frozen);
    this.windows = windows;
    this.parameters = new Float32Array(length);
    this.gradients = new Float32Array(this.trainableEnd);
    this.firstMoments = new Float32Array(this.trainableEnd);
    this.secondMoments = new Float32Array(this.trainableEnd);
  }

  /** The tensors of one of the arrays, as windows; frozen ones only among the parameters. */
  tensorsOf(array: Float32Array): Map<string, FloatTensor> {
    const tensors = new Map<string, FloatTensor>();
    for (const { name, shape, start } of this.windows) {
      if (start < array.length)
        tensors.set(name, { shape, data: array.subarray(start, start + sizeOf(shape)) });
    }
    return tensors;
  }

  /** All tensors of an array as windows; frozen tensors have zero moments. */
  view(array: Float32Array): Map<string, FloatTensor> {
    const own = this.tensorsOf(array);
    return new Map(
      this.windows.map(({ name, shape }) => [
        name,
        own.get(name) ?? { shape, data: new Float32Array(sizeOf(shape)) },
      ]),
    );
  }

  /** Copies of all tensors of an array. */
  read(array: Float32Array): Map<string, FloatTensor> {
    const tensors = this.view(array);
    for (const [name, { shape, data }] of tensors) tensors.set(name, { shape, data: data.slice() });
    return tensors;
  }

  /** Throws invalid-input unless every tensor of an array is given in its shape. */
  check(array: Float32Array, tensors: FloatTensors): void {
    const expected = [...this.tensorsOf(array)].map(([name, { shape }]) => ({ name, shape }));
    checkStateTensors(expected, tensors);
  }

  /** Copies the tensors, which were checked, into an array. */
  write(array: Float32Array, tensors: FloatTensors): void {
    for (const [name, { data }] of this.tensorsOf(array)) data.set(tensors.get(name)?.data ?? []);
  }
}
