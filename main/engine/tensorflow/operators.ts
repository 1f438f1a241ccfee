/** The TensorFlow operations of every graph operation. */
import { unreachable } from '#app/util/error.ts';
import type { BinaryName, GraphNode, Operation, Shape, Value } from '../trace/graph.ts';
import { fixed, type SymbolicDimension } from '../trace/dimensions.ts';
import type { Lowering } from './lowering.ts';
import type { Attributes, Ref, TfType } from './saved-model.ts';

const binaryOperations: Readonly<Record<BinaryName, string>> = {
  Add: 'AddV2',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'RealDiv',
  Maximum: 'Maximum',
  Minimum: 'Minimum',
  Pow: 'Pow',
};

const indices: Attributes = { Tidx: { type: 'int32' } };

/** Writes one node and binds its results. */
export function lowerOperation(lowering: Lowering, node: GraphNode): void {
  const { operation, inputs, outputs } = node;
  const [output] = outputs;
  const [x] = inputs;
  if (output === undefined || x === undefined)
    throw new Error('An operation without a result or an operand.');
  const refs = (type?: TfType): readonly Ref[] => inputs.map((value) => lowering.ref(value, type));
  const bind = (ref: Ref): void => lowering.bind(output, ref);
  const simple = (name: string, attributes?: Attributes): void =>
    bind(lowering.typed(name, refs(), x.dtype, attributes));
  switch (operation.kind) {
    case 'unary':
      return simple(operation.name);
    case 'binary':
      return bind(lowering.typed(binaryOperations[operation.name], refs(output.dtype), output.dtype));
    case 'compare':
      return simple(operation.name);
    case 'select':
      return bind(lowering.typed('SelectV2', refs(), output.dtype));
    case 'reduce': {
      const axes = lowering.integers(operation.axes);
      const attributes = { ...indices, keep_dims: { boolean: operation.keepDims } };
      return bind(
        lowering.typed(operation.name, [lowering.ref(x, output.dtype), axes], output.dtype, attributes),
      );
    }
    case 'softmax':
      return simple(operation.logarithm ? 'LogSoftmax' : 'Softmax');
    case 'cast':
      return bind(lowering.ref(x, output.dtype));
    case 'reshape':
      return move(lowering, 'Reshape', x, output, [lowering.reshapeTarget(output)], {
        Tshape: { type: 'int32' },
      });
    case 'broadcast':
      return bind(
        lowering.typed('BroadcastTo', [...refs(), lowering.shapeOf(output)], output.dtype, indices),
      );
    case 'transpose':
      return move(lowering, 'Transpose', x, output, [lowering.integers(operation.permutation)], {
        Tperm: { type: 'int32' },
      });
    case 'concat':
      return bind(
        lowering.typed('ConcatV2', [...refs(), lowering.scalar(operation.axis, 'int32')], output.dtype, {
          ...indices,
          N: { integer: inputs.length },
        }),
      );
    case 'split':
      return split(lowering, operation.axis, x, outputs);
    case 'slice':
      return move(lowering, 'Slice', x, output, window(lowering, operation.begin, x, output), {
        Index: { type: 'int32' },
      });
    case 'pad': {
      const value = lowering.scalar(operation.value, output.dtype);
      return bind(
        lowering.typed('PadV2', [...refs(), paddings(lowering, operation), value], output.dtype, {
          Tpaddings: { type: 'int32' },
        }),
      );
    }
    case 'gather':
      return bind(
        lowering.node('GatherV2', [...refs(), lowering.scalar(operation.axis, 'int32')], {
          Tparams: { type: x.dtype },
          Tindices: { type: 'int32' },
          Taxis: { type: 'int32' },
        }),
      );
    case 'scatter-add':
      return bind(scatterAdd(lowering, inputs, output));
    case 'matmul':
      return matMul(lowering, operation, inputs, output, lowering.productType(node));
    case 'layer-norm':
      return layerNorm(lowering, operation.epsilon, refs(), x, outputs);
    case 'gelu':
      return bind(gelu(lowering, lowering.ref(x)));
    default:
      return unreachable(operation, 'graph operation');
  }
}

/** What only moves elements keeps the type that its operand was computed in. */
function move(
  lowering: Lowering,
  name: string,
  x: Value,
  output: Value,
  others: readonly Ref[],
  attributes: Attributes,
): void {
  const type = lowering.isNarrow(x) ? 'bfloat16' : x.dtype;
  lowering.bind(output, lowering.typed(name, [lowering.ref(x, type), ...others], type, attributes), type);
}

function split(lowering: Lowering, axis: number, x: Value, outputs: readonly Value[]): void {
  const type = lowering.isNarrow(x) ? 'bfloat16' : x.dtype;
  const sizes = lowering.lengths(outputs.map((output) => lowering.dimensionsOf(output)[axis]!));
  const parts = lowering.typed(
    'SplitV',
    [lowering.ref(x, type), sizes, lowering.scalar(axis, 'int32')],
    type,
    { num_split: { integer: outputs.length }, Tlen: { type: 'int32' } },
  );
  outputs.forEach((output, index) => lowering.bind(output, `${parts}:${index}`, type));
}

/** Where a window begins and how long it is; -1: to the end. */
function window(lowering: Lowering, begin: Shape, x: Value, output: Value): readonly Ref[] {
  const from = lowering.dimensionsOf(x);
  const sizes = lowering.dimensionsOf(output).map((length, axis) => {
    const whole = begin[axis] === 0 && isSame(length, from[axis]!);
    return whole ? fixed(-1) : length;
  });
  return [lowering.integers(begin), lowering.lengths(sizes)];
}

function isSame(a: SymbolicDimension, b: SymbolicDimension): boolean {
  const terms = Math.max(a.length, b.length);
  return Array.from({ length: terms }, (_, mask) => mask).every((mask) => (a[mask] ?? 0) === (b[mask] ?? 0));
}

function paddings(lowering: Lowering, { before, after }: { before: Shape; after: Shape }): Ref {
  const pairs = before.flatMap((count, axis) => [count, after[axis]!]);
  return lowering.model.constant('int32', [before.length, 2], Int32Array.from(pairs));
}

/** indices [n, 1], updates [n, ...]. Rows that occur several times are added in order: see DECISIONS.md. */
function scatterAdd(lowering: Lowering, [ids, updates]: readonly Value[], output: Value): Ref {
  const rows = lowering.typed('Reshape', [lowering.ref(ids!), lowering.integers([-1])], 'int32', {
    Tshape: { type: 'int32' },
  });
  const count = lowering.scalar(output.shape[0]!, 'int32');
  return lowering.typed('UnsortedSegmentSum', [lowering.ref(updates!), rows, count], output.dtype, {
    Tindices: { type: 'int32' },
    Tnumsegments: { type: 'int32' },
  });
}

function matMul(
  lowering: Lowering,
  { transposeA, transposeB }: Extract<Operation, { kind: 'matmul' }>,
  [a, b, bias]: readonly Value[],
  output: Value,
  type: TfType,
): void {
  const operands = [lowering.ref(a!, type), lowering.ref(b!, type)];
  const isMatrix = a!.shape.length === 2 && b!.shape.length === 2;
  const product = isMatrix
    ? lowering.typed('MatMul', operands, type, {
        transpose_a: { boolean: transposeA },
        transpose_b: { boolean: transposeB },
      })
    : lowering.typed('BatchMatMulV2', operands, type, {
        adj_x: { boolean: transposeA },
        adj_y: { boolean: transposeB },
      });
  // Side by side with its product, so that TensorFlow makes one kernel of both.
  const result =
    bias === undefined ? product : lowering.typed('BiasAdd', [product, lowering.ref(bias, type)], type);
  lowering.bind(output, result, type);
}

function layerNorm(
  lowering: Lowering,
  epsilon: number,
  [x, weight, bias]: readonly Ref[],
  { shape }: Value,
  outputs: readonly Value[],
): void {
  const float = (name: string, inputs: readonly Ref[], attributes?: Attributes): Ref =>
    lowering.typed(name, inputs, 'float32', attributes);
  const lastAxis = lowering.integers([shape.length - 1]);
  const meanOf = (values: Ref): Ref =>
    float('Mean', [values, lastAxis], { ...indices, keep_dims: { boolean: true } });
  const mean = meanOf(x!);
  // One difference for both: TensorFlow puts its fused kernel, which forgets epsilon, where it meets a SquaredDifference.
  const centred = float('Sub', [x!, mean]);
  const variance = meanOf(float('Square', [centred]));
  const inverseDeviation = float('Rsqrt', [float('AddV2', [variance, lowering.scalar(epsilon)])]);
  const normalised = float('Mul', [centred, inverseDeviation]);
  const result = float('AddV2', [float('Mul', [normalised, weight!]), bias!]);
  [result, mean, inverseDeviation].forEach((ref, index) => lowering.bind(outputs[index]!, ref));
}

/** In the spelling that TensorFlow's optimizer knows as exact GELU. */
function gelu(lowering: Lowering, x: Ref): Ref {
  const float = (name: string, ...inputs: Ref[]): Ref => lowering.typed(name, inputs, 'float32');
  const erf = float('Erf', float('Mul', x, lowering.scalar(Math.SQRT1_2)));
  return float('Mul', float('Mul', x, lowering.scalar(0.5)), float('AddV2', erf, lowering.scalar(1)));
}
