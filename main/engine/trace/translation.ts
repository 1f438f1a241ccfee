/** What translating a kernel call yields, and the few helpers that every translation uses. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core';
import { integer } from './attributes.ts';
import type { DataType, Operation, Shape, TensorSpec, Value } from './graph.ts';

/** What a kernel call becomes: an operation, or a value known without computing. */
export type Translation =
  | {
      readonly kind: 'node';
      readonly operation: Operation;
      readonly inputs: readonly Value[];
      readonly outputs: readonly TensorSpec[];
    }
  | { readonly kind: 'same'; readonly value: Value }
  | { readonly kind: 'uniform'; readonly value: number; readonly spec: TensorSpec }
  | { readonly kind: 'constant'; readonly data: Int32Array | Float32Array; readonly spec: TensorSpec };

/** The kernel's tensors by tfjs' names, in call order. */
export type KernelInputs = ReadonlyMap<string, Value>;
export type Translate = (inputs: KernelInputs, attributes: NamedAttrMap) => Translation;

export function input(inputs: KernelInputs, name: string): Value {
  const value = inputs.get(name);
  if (value === undefined) throw new Error(`A kernel was called without its input '${name}'.`);
  return value;
}

/** An operation with one result. */
export function one(
  operation: Operation,
  inputs: readonly Value[],
  shape: Shape,
  dtype: DataType,
): Translation {
  return { kind: 'node', operation, inputs, outputs: [{ shape, dtype }] };
}

/** The attribute `axis`, counted from the front. */
export function axisOf(attributes: NamedAttrMap, rank: number): number {
  const axis = integer(attributes, 'axis');
  return axis < 0 ? axis + rank : axis;
}
