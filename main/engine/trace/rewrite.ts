/** The local rewrites of simplify: one operation with simplified inputs -> a better value, or undefined. */
import { sameShape } from '#app/ml/tensor-data.ts';
import {
  type BinaryName,
  type Graph,
  type Operation,
  producer,
  type TensorSpec,
  type UnaryName,
  uniformValue,
  type Value,
} from './graph.ts';

const unaryOnNumbers: Readonly<Partial<Record<UnaryName, (x: number) => number>>> = {
  Neg: (x) => -x,
  Exp: Math.exp,
  Log: Math.log,
  Sqrt: Math.sqrt,
  Square: (x) => x * x,
  Rsqrt: (x) => 1 / Math.sqrt(x),
};

const binaryOnNumbers: Readonly<Record<BinaryName, (a: number, b: number) => number>> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Multiply: (a, b) => a * b,
  RealDiv: (a, b) => a / b,
  Maximum: Math.max,
  Minimum: Math.min,
  Pow: (a, b) => a ** b,
};

/** x op n = x */
const rightNeutral: Readonly<Partial<Record<BinaryName, number>>> = {
  Add: 0,
  Sub: 0,
  Multiply: 1,
  RealDiv: 1,
};
/** n op y = y */
const leftNeutral: Readonly<Partial<Record<BinaryName, number>>> = { Add: 0, Multiply: 1 };

export function rewrite(
  graph: Graph,
  operation: Operation,
  inputs: readonly Value[],
  output: TensorSpec,
): Value | undefined {
  const [x] = inputs;
  if (x === undefined) return undefined;
  switch (operation.kind) {
    case 'cast':
      return x.dtype === output.dtype ? x : undefined;
    case 'reshape':
      return reshaped(graph, x, output);
    case 'transpose':
      return transposed(graph, x, operation.permutation, output);
    case 'reduce': {
      const dropsOnes = operation.axes.every((axis) => x.shape[axis] === 1);
      return dropsOnes && x.dtype === output.dtype ? reshaped(graph, x, output) : undefined;
    }
    case 'unary': {
      const value = uniformValue(x);
      const compute = unaryOnNumbers[operation.name];
      return value === undefined || compute === undefined ? undefined : graph.uniform(compute(value), output);
    }
    case 'binary':
      return binary(graph, operation.name, inputs, output);
    default:
      return undefined;
  }
}

/** The same elements in the output's shape, through as few reshapes as possible. */
function reshaped(graph: Graph, x: Value, output: TensorSpec): Value {
  if (sameShape(x.shape, output.shape)) return x;
  const uniform = uniformValue(x);
  if (uniform !== undefined) return graph.uniform(uniform, output);
  const original = producer(x, 'reshape')?.inputs[0] ?? x;
  return sameShape(original.shape, output.shape)
    ? original
    : graph.add({ kind: 'reshape' }, [original], output);
}

function transposed(
  graph: Graph,
  x: Value,
  permutation: readonly number[],
  output: TensorSpec,
): Value | undefined {
  if (permutation.every((axis, index) => axis === index)) return x;
  const inner = producer(x, 'transpose');
  if (inner?.operation.kind !== 'transpose') return undefined;
  const [original] = inner.inputs;
  const first = inner.operation.permutation;
  const both = permutation.map((axis) => first[axis]!);
  if (both.every((axis, index) => axis === index)) return original;
  return graph.add({ kind: 'transpose', permutation: both }, [original!], output);
}

/** The value in the output's shape. */
function broadcastTo(graph: Graph, x: Value, output: TensorSpec): Value {
  if (sameShape(x.shape, output.shape)) return x;
  const uniform = uniformValue(x);
  return uniform !== undefined
    ? graph.uniform(uniform, output)
    : graph.add({ kind: 'broadcast' }, [x], output);
}

function binary(
  graph: Graph,
  name: BinaryName,
  [x, y]: readonly Value[],
  output: TensorSpec,
): Value | undefined {
  if (x === undefined || y === undefined) return undefined;
  const [a, b] = [uniformValue(x), uniformValue(y)];
  if (a !== undefined && b !== undefined) return graph.uniform(binaryOnNumbers[name](a, b), output);
  if (b !== undefined && b === rightNeutral[name]) return broadcastTo(graph, x, output);
  if (a !== undefined && a === leftNeutral[name]) return broadcastTo(graph, y, output);
  if (name === 'Add') {
    const biased = withBias(graph, x, y, output) ?? withBias(graph, y, x, output);
    if (biased !== undefined) return biased;
  }
  const [slimX, slimY] = [slim(graph, x, y, output), slim(graph, y, x, output)];
  if (slimX === x && slimY === y) return undefined;
  // Slimming both would lose the output's shape.
  const operands = slimX === x ? [x, slimY] : [slimX, y];
  return graph.add({ kind: 'binary', name }, operands, output);
}

/** Lets the elementwise operation broadcast `x` itself, where `other` alone already has the output's shape. */
function slim(graph: Graph, x: Value, other: Value, output: TensorSpec): Value {
  if (!sameShape(other.shape, output.shape)) return x;
  const uniform = uniformValue(x);
  if (uniform !== undefined)
    return x.shape.length === 0 ? x : graph.uniform(uniform, { shape: [], dtype: x.dtype });
  return producer(x, 'broadcast')?.inputs[0] ?? x;
}

/** matmul(a, b) + bias of one matrix row, as one operation. */
function withBias(graph: Graph, product: Value, bias: Value, output: TensorSpec): Value | undefined {
  const matmul = producer(product, 'matmul');
  if (matmul === undefined || matmul.inputs.length !== 2 || product.shape.length !== 2) return undefined;
  if (!sameShape(bias.shape, [product.shape[1]!])) return undefined;
  return graph.add(matmul.operation, [...matmul.inputs, bias], output);
}
