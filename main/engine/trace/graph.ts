/**
 * A traced tensor program: operations in execution order, every value assigned once. The vocabulary is small and
 * typed; tfjs kernels are translated into it while tracing (kernels.ts), and engines are fed from it (onnx/).
 */
import { sameShape } from '#app/ml/tensor-data.ts';

export type DataType = 'float32' | 'int32' | 'bool';
export type Shape = readonly number[];

export interface TensorSpec {
  readonly shape: Shape;
  readonly dtype: DataType;
}

export type UnaryName =
  | 'Cos'
  | 'Erf'
  | 'Exp'
  | 'Log'
  | 'Neg'
  | 'Rsqrt'
  | 'Sigmoid'
  | 'Sqrt'
  | 'Square'
  | 'Tanh';
export type BinaryName = 'Add' | 'Sub' | 'Multiply' | 'RealDiv' | 'Maximum' | 'Minimum' | 'Pow';
export type CompareName = 'Equal' | 'NotEqual' | 'Greater' | 'GreaterEqual' | 'Less' | 'LessEqual';
export type ReduceName = 'Sum' | 'Mean' | 'Max';

export type Operation =
  | { readonly kind: 'unary'; readonly name: UnaryName }
  | { readonly kind: 'binary'; readonly name: BinaryName }
  | { readonly kind: 'compare'; readonly name: CompareName }
  /** condition, value where true, value where false; of one shape. */
  | { readonly kind: 'select' }
  | { readonly kind: 'reduce'; readonly name: ReduceName; readonly axes: Shape; readonly keepDims: boolean }
  /** Along the last axis. */
  | { readonly kind: 'softmax'; readonly logarithm: boolean }
  /** To the output's type. */
  | { readonly kind: 'cast' }
  /** To the output's shape. */
  | { readonly kind: 'reshape' }
  /** To the output's shape, by numpy's rules. */
  | { readonly kind: 'broadcast' }
  | { readonly kind: 'transpose'; readonly permutation: Shape }
  | { readonly kind: 'concat'; readonly axis: number }
  | { readonly kind: 'split'; readonly axis: number }
  /** The window of the output's shape that starts at `begin`. */
  | { readonly kind: 'slice'; readonly begin: Shape }
  | { readonly kind: 'pad'; readonly before: Shape; readonly after: Shape; readonly value: number }
  /** Rows of the first input by the indices in the second. */
  | { readonly kind: 'gather'; readonly axis: number }
  /** indices [n, 1], updates [n, ...]: added into zeros of the output's shape. */
  | { readonly kind: 'scatter-add' }
  /** Batched product over the last two axes. A third input is a bias [columns], added to every row of a matrix. */
  | { readonly kind: 'matmul'; readonly transposeA: boolean; readonly transposeB: boolean }
  /** x, weight, bias -> y, mean, inverse standard deviation (both with a last axis of one). */
  | { readonly kind: 'layer-norm'; readonly epsilon: number }
  /** Exact (erf) form. */
  | { readonly kind: 'gelu' };

export type Source =
  | { readonly kind: 'input'; readonly name: string }
  | { readonly kind: 'constant'; readonly data: Float32Array | Int32Array }
  /** All elements have one value: stored once whatever the shape. Booleans are 0 and 1. */
  | { readonly kind: 'uniform'; readonly value: number }
  | { readonly kind: 'node'; readonly node: GraphNode };

export interface Value extends TensorSpec {
  readonly source: Source;
}

export interface GraphNode {
  readonly operation: Operation;
  readonly inputs: readonly Value[];
  readonly outputs: readonly Value[];
}

/** The node that computes the value, if it is an operation of this kind. */
export function producer(value: Value, kind: Operation['kind']): GraphNode | undefined {
  const { source } = value;
  return source.kind === 'node' && source.node.operation.kind === kind ? source.node : undefined;
}

/** The one value of all elements, where that is known. */
export function uniformValue({ source }: Value): number | undefined {
  return source.kind === 'uniform' ? source.value : undefined;
}

/** The shape of an elementwise result, by numpy's rules. */
export function broadcastShape(a: Shape, b: Shape): Shape {
  if (sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => {
    const x = a[axis - rank + a.length] ?? 1;
    const y = b[axis - rank + b.length] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`Cannot broadcast [${a.join()}] with [${b.join()}].`);
    return x === 1 ? y : x;
  });
}

export class Graph {
  readonly nodes: GraphNode[] = [];
  readonly inputs = new Map<string, Value>();
  readonly outputs = new Map<string, Value>();

  input(name: string, { shape, dtype }: TensorSpec): Value {
    const value: Value = { shape, dtype, source: { kind: 'input', name } };
    this.inputs.set(name, value);
    return value;
  }

  uniform(value: number, { shape, dtype }: TensorSpec): Value {
    return { shape, dtype, source: { kind: 'uniform', value } };
  }

  constant(data: Float32Array | Int32Array, { shape, dtype }: TensorSpec): Value {
    return { shape, dtype, source: { kind: 'constant', data } };
  }

  /** Appends an operation with several results. */
  node(operation: Operation, inputs: readonly Value[], outputs: readonly TensorSpec[]): readonly Value[] {
    const values: Value[] = [];
    const node: GraphNode = { operation, inputs, outputs: values };
    for (const { shape, dtype } of outputs) values.push({ shape, dtype, source: { kind: 'node', node } });
    this.nodes.push(node);
    return values;
  }

  /** Appends an operation with one result. */
  add(operation: Operation, inputs: readonly Value[], output: TensorSpec): Value {
    const [value] = this.node(operation, inputs, [output]);
    return value!;
  }
}
