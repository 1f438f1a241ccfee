/** Tensors outside any engine: a shape and a typed array, row-major. The currency of files, checkpoints and executors. */
import { FigscopeError } from '../util/error.ts';

export interface TensorData {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array | Uint8Array;
}

export interface FloatTensor extends TensorData {
  readonly data: Float32Array;
}

/** Tensors by open_clip's parameter names: 'visual.trunk.cls_token', 'logit_scale', ... */
export type FloatTensors = ReadonlyMap<string, FloatTensor>;

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/**
 * Gives the memory of tensors back at once: the collector may take its time, and beside an engine a gigabyte counts.
 * They are empty afterwards; nobody else may use them.
 */
export function freeTensors(tensors: FloatTensors): void {
  for (const { data } of tensors.values()) {
    const { buffer } = data;
    if (buffer instanceof ArrayBuffer && !buffer.detached) buffer.transfer(0);
  }
}

export function isFloatTensor(tensor: TensorData): tensor is FloatTensor {
  return tensor.data instanceof Float32Array;
}

/** The same tensors, known to be floating point. Throws invalid-input with the name of the first that is not. */
export function floatTensors(tensors: ReadonlyMap<string, TensorData>): Map<string, FloatTensor> {
  const floats = new Map<string, FloatTensor>();
  for (const [name, tensor] of tensors) {
    if (!isFloatTensor(tensor)) {
      throw new FigscopeError('invalid-input', {
        message: `The tensor ${name} holds integers where floating point numbers are needed.`,
        remedy: 'Check that the file is a model or a checkpoint of this kind.',
        facts: { tensor: name },
      });
    }
    floats.set(name, tensor);
  }
  return floats;
}
