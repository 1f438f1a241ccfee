/** The ONNX operators of every graph operation. */
import { unreachable } from '#app/util/error.ts';
import type {
  BinaryName,
  CompareName,
  GraphNode,
  Operation,
  ReduceName,
  UnaryName,
  Value,
} from '../trace/graph.ts';
import { fixedLength, isFixed } from '../trace/dimensions.ts';
import { int8Product } from './int8.ts';
import type { Lowering } from './lowering.ts';
import { MICROSOFT_DOMAIN, type OnnxAttributes, typeCodes } from './model.ts';

const unaryOperators: Readonly<Record<Exclude<UnaryName, 'Rsqrt' | 'Square'>, string>> = {
  Cos: 'Cos',
  Erf: 'Erf',
  Exp: 'Exp',
  Log: 'Log',
  Neg: 'Neg',
  Sigmoid: 'Sigmoid',
  Sqrt: 'Sqrt',
  Tanh: 'Tanh',
};
const binaryOperators: Readonly<Record<BinaryName, string>> = {
  Add: 'Add',
  Sub: 'Sub',
  Multiply: 'Mul',
  RealDiv: 'Div',
  Maximum: 'Max',
  Minimum: 'Min',
  Pow: 'Pow',
};
const compareOperators: Readonly<Record<Exclude<CompareName, 'NotEqual'>, string>> = {
  Equal: 'Equal',
  Greater: 'Greater',
  GreaterEqual: 'GreaterOrEqual',
  Less: 'Less',
  LessEqual: 'LessOrEqual',
};
const reduceOperators: Readonly<Record<ReduceName, string>> = {
  Sum: 'ReduceSum',
  Mean: 'ReduceMean',
  Max: 'ReduceMax',
};

/** Writes the operators of one node; the names of its results. */
export function lowerOperation(
  lowering: Lowering,
  { operation, inputs, outputs }: GraphNode,
): readonly string[] {
  const [output] = outputs;
  if (output === undefined) throw new Error('An operation without a result.');
  const names = inputs.map((value) => lowering.nameOf(value));
  const simple = (type: string, attributes?: OnnxAttributes): readonly string[] => [
    lowering.node(type, names, attributes),
  ];
  switch (operation.kind) {
    case 'unary':
      return [unary(lowering, operation.name, names)];
    case 'binary':
      return simple(binaryOperators[operation.name]);
    case 'compare':
      if (operation.name === 'NotEqual') return [lowering.node('Not', simple('Equal'))];
      return simple(compareOperators[operation.name]);
    case 'select':
      return simple('Where');
    case 'reduce':
      return [
        lowering.node(reduceOperators[operation.name], [...names, lowering.integers(operation.axes)], {
          keepdims: operation.keepDims ? 1 : 0,
        }),
      ];
    case 'softmax':
      return simple(operation.logarithm ? 'LogSoftmax' : 'Softmax', { axis: -1 });
    case 'cast':
      return simple('Cast', { to: typeCodes[output.dtype] });
    case 'reshape':
      return [lowering.reshape(names[0]!, output)];
    case 'broadcast':
      return [lowering.node('Expand', [...names, lowering.shapeOf(output)])];
    case 'transpose':
      return simple('Transpose', { perm: operation.permutation });
    case 'concat':
      return simple('Concat', { axis: operation.axis });
    case 'split':
      return split(lowering, operation.axis, names[0]!, outputs);
    case 'slice':
      return [slice(lowering, operation.begin, inputs[0]!, output)];
    case 'pad':
      return [
        lowering.node('Pad', [
          ...names,
          lowering.integers([...operation.before, ...operation.after]),
          lowering.scalar(operation.value, output.dtype),
        ]),
      ];
    case 'gather':
      return simple('Gather', { axis: operation.axis });
    case 'scatter-add': {
      const zeros = lowering.node('ConstantOfShape', [lowering.shapeOf(output)]);
      const indices = lowering.node('Cast', [names[0]!], { to: typeCodes.int64 });
      // ScatterND would do, but ONNX Runtime adds repeated rows from several threads at once and loses some.
      const rows = lowering.node('Expand', [indices, lowering.shapeOf(inputs[1]!)]);
      return [lowering.node('ScatterElements', [zeros, rows, names[1]!], { axis: 0, reduction: 'add' })];
    }
    case 'matmul':
      return [matMul(lowering, operation, inputs, names)];
    case 'layer-norm':
      return lowering.model.nodeWithOutputs('LayerNormalization', names, 3, {
        axis: -1,
        epsilon: { float: operation.epsilon },
      });
    case 'gelu':
      return simple('Gelu');
    default:
      return unreachable(operation, 'graph operation');
  }
}

function unary(lowering: Lowering, name: UnaryName, inputs: readonly string[]): string {
  if (name === 'Square') return lowering.node('Mul', [inputs[0]!, inputs[0]!]);
  if (name === 'Rsqrt') return lowering.node('Reciprocal', [lowering.node('Sqrt', inputs)]);
  return lowering.node(unaryOperators[name], inputs);
}

function split(lowering: Lowering, axis: number, x: string, outputs: readonly Value[]): readonly string[] {
  const sizes = outputs.map((output) => lowering.dimensionsOf(output)[axis]!);
  return lowering.model.nodeWithOutputs('Split', [x, lowering.vector(sizes)], outputs.length, { axis });
}

/** Only the axes that are cut; the end of a window may depend on the run. */
function slice(lowering: Lowering, begin: readonly number[], x: Value, output: Value): string {
  const from = lowering.dimensionsOf(x);
  const to = lowering.dimensionsOf(output);
  const cut = begin.flatMap((first, axis) => {
    const whole =
      first === 0 && from[axis]!.every((coefficient, mask) => coefficient === (to[axis]![mask] ?? 0));
    return whole ? [] : [axis];
  });
  if (cut.some((axis) => begin[axis] !== 0 && !isFixed(to[axis]!))) {
    throw new Error('A window inside a run-time length cannot be lowered.');
  }
  const ends = cut.map((axis) => {
    const length = to[axis]!;
    return isFixed(length) ? [begin[axis]! + fixedLength(length)] : length;
  });
  return lowering.node('Slice', [
    lowering.nameOf(x),
    lowering.integers(cut.map((axis) => begin[axis]!)),
    lowering.vector(ends),
    lowering.integers(cut),
  ]);
}

/**
 * Matrices by Gemm, which transposes and adds a bias for nothing; batches by ONNX Runtime's transposing MatMul, or by
 * two standard operators in files for other programs.
 */
function matMul(
  lowering: Lowering,
  { transposeA, transposeB }: Extract<Operation, { kind: 'matmul' }>,
  [a, b]: readonly Value[],
  names: readonly string[],
): string {
  const weight = b === undefined ? undefined : lowering.int8Weight(b);
  if (weight !== undefined) return int8Product(lowering, names[0]!, weight, names[2]);
  const transposes = { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 };
  if (a?.shape.length === 2) return lowering.node('Gemm', names, transposes);
  if (!transposeA && !transposeB) return lowering.node('MatMul', names);
  if (lowering.standardOnly) {
    const perm = [...a.shape.keys()].toSpliced(-2, 2, a.shape.length - 1, a.shape.length - 2);
    const swapped = (name: string): string => lowering.node('Transpose', [name], { perm });
    const [left = '', right = ''] = names;
    return lowering.node('MatMul', [transposeA ? swapped(left) : left, transposeB ? swapped(right) : right]);
  }
  return lowering.node('FusedMatMul', names, { ...transposes, alpha: { float: 1 } }, MICROSOFT_DOMAIN);
}
