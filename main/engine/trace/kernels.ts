/** Translates a call of a tfjs kernel into an operation of the graph, with the shapes of its results. */
import { booleanAttribute, integers, number, text } from './attributes.ts';
import {
  type BinaryName,
  broadcastShape,
  type CompareName,
  type DataType,
  type ReduceName,
  type TensorSpec,
  type UnaryName,
} from './graph.ts';
import { concat, gather, pad, reshape, slice, split, transpose } from './shape-kernels.ts';
import { input, one, type Translate } from './translation.ts';

function unary(name: UnaryName): Translate {
  return (inputs) => {
    const x = input(inputs, 'x');
    return one({ kind: 'unary', name }, [x], x.shape, x.dtype);
  };
}

function binary(name: BinaryName): Translate {
  return (inputs) => {
    const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
    const dtype = a.dtype === 'float32' || b.dtype === 'float32' ? 'float32' : a.dtype;
    return one({ kind: 'binary', name }, [a, b], broadcastShape(a.shape, b.shape), dtype);
  };
}

function compare(name: CompareName): Translate {
  return (inputs) => {
    const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
    return one({ kind: 'compare', name }, [a, b], broadcastShape(a.shape, b.shape), 'bool');
  };
}

/** Non-negative, ascending axes; none given means all. */
function axesOf(axes: readonly number[] | undefined, rank: number): readonly number[] {
  const list = axes ?? Array.from({ length: rank }, (_, axis) => axis);
  return list.map((axis) => (axis < 0 ? axis + rank : axis)).toSorted((a, b) => a - b);
}

function reduce(name: ReduceName, axisAttribute: string): Translate {
  return (inputs, attributes) => {
    const x = input(inputs, 'x');
    const axes = axesOf(integers(attributes, axisAttribute), x.shape.length);
    const keepDims = booleanAttribute(attributes, 'keepDims');
    const shape = x.shape.flatMap((length, axis) => (axes.includes(axis) ? (keepDims ? [1] : []) : [length]));
    return one({ kind: 'reduce', name, axes, keepDims }, [x], shape, name === 'Mean' ? 'float32' : x.dtype);
  };
}

function softmax(logarithm: boolean): Translate {
  return (inputs) => {
    const x = input(inputs, 'logits');
    return one({ kind: 'softmax', logarithm }, [x], x.shape, 'float32');
  };
}

function uniformLike(value: number): Translate {
  return (inputs) => ({ kind: 'uniform', value, spec: input(inputs, 'x') });
}

function dataType(name: string): DataType {
  if (name === 'float32' || name === 'int32' || name === 'bool') return name;
  throw new Error(`Tensors of type ${name} cannot be traced.`);
}

const matMul: Translate = (inputs, attributes) => {
  const [a, b] = [input(inputs, 'a'), input(inputs, 'b')];
  const transposeA = booleanAttribute(attributes, 'transposeA');
  const transposeB = booleanAttribute(attributes, 'transposeB');
  const rows = a.shape.at(transposeA ? -1 : -2)!;
  const columns = b.shape.at(transposeB ? -2 : -1)!;
  const batch = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  return one({ kind: 'matmul', transposeA, transposeB }, [a, b], [...batch, rows, columns], 'float32');
};

const range: Translate = (_, attributes) => {
  const [start, stop, step] = [
    number(attributes, 'start'),
    number(attributes, 'stop'),
    number(attributes, 'step'),
  ];
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const values = Array.from({ length: count }, (_element, index) => start + index * step);
  const dtype = dataType(text(attributes, 'dtype'));
  const data = dtype === 'int32' ? Int32Array.from(values) : Float32Array.from(values);
  return { kind: 'constant', data, spec: { shape: [count], dtype } };
};

const layerNorm: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const statistics: TensorSpec = { shape: x.shape.with(-1, 1), dtype: 'float32' };
  return {
    kind: 'node',
    operation: { kind: 'layer-norm', epsilon: number(attributes, 'epsilon') },
    inputs: [x, input(inputs, 'weight'), input(inputs, 'bias')],
    outputs: [{ shape: x.shape, dtype: 'float32' }, statistics, statistics],
  };
};

/** Every kernel that can be traced, by tfjs' name. */
export const translations: ReadonlyMap<string, Translate> = new Map<string, Translate>([
  ...(['Cos', 'Erf', 'Exp', 'Log', 'Neg', 'Rsqrt', 'Sigmoid', 'Sqrt', 'Square', 'Tanh'] as const).map(
    (name): [string, Translate] => [name, unary(name)],
  ),
  ...(['Add', 'Sub', 'Multiply', 'RealDiv', 'Maximum', 'Minimum', 'Pow'] as const).map(
    (name): [string, Translate] => [name, binary(name)],
  ),
  ...(['Equal', 'NotEqual', 'Greater', 'GreaterEqual', 'Less', 'LessEqual'] as const).map(
    (name): [string, Translate] => [name, compare(name)],
  ),
  ['Sum', reduce('Sum', 'axis')],
  ['Mean', reduce('Mean', 'axis')],
  ['Max', reduce('Max', 'reductionIndices')],
  ['Softmax', softmax(false)],
  ['LogSoftmax', softmax(true)],
  ['ZerosLike', uniformLike(0)],
  ['OnesLike', uniformLike(1)],
  ['Reshape', reshape],
  ['Transpose', transpose],
  ['Concat', concat],
  ['SplitV', split],
  ['Slice', slice],
  ['PadV2', pad],
  ['GatherV2', gather],
  ['BatchMatMul', matMul],
  ['Range', range],
  ['LayerNorm', layerNorm],
  ['Identity', (inputs) => ({ kind: 'same', value: input(inputs, 'x') })],
  [
    'Cast',
    (inputs, attributes) => {
      const x = input(inputs, 'x');
      return one({ kind: 'cast' }, [x], x.shape, dataType(text(attributes, 'dtype')));
    },
  ],
  [
    'Fill',
    (_, attributes) => ({
      kind: 'uniform',
      value: number(attributes, 'value'),
      spec: {
        shape: integers(attributes, 'shape') ?? [],
        dtype: dataType(text(attributes, 'dtype', 'float32')),
      },
    }),
  ],
  [
    'Select',
    (inputs) => {
      const t = input(inputs, 't');
      return one({ kind: 'select' }, [input(inputs, 'condition'), t, input(inputs, 'e')], t.shape, t.dtype);
    },
  ],
  [
    'ScatterNd',
    (inputs, attributes) => {
      const updates = input(inputs, 'updates');
      const shape = integers(attributes, 'shape') ?? [];
      return one({ kind: 'scatter-add' }, [input(inputs, 'indices'), updates], shape, updates.dtype);
    },
  ],
  [
    'Gelu',
    (inputs) => {
      const x = input(inputs, 'x');
      return one({ kind: 'gelu' }, [x], x.shape, x.dtype);
    },
  ],
]);
