/** Kernels that move elements about without computing: reshape, transpose, concat, split, slice, pad, gather. */
import { sizeOf } from '#app/ml/tensor-data.ts';
import { integers, nestedIntegers, number } from './attributes.ts';
import { axisOf, input, one, type Translate } from './translation.ts';

export const reshape: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const wanted = integers(attributes, 'shape') ?? [];
  const known = wanted.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const shape = wanted.map((length) => (length === -1 ? sizeOf(x.shape) / known : length));
  return one({ kind: 'reshape' }, [x], shape, x.dtype);
};

export const transpose: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const permutation = integers(attributes, 'perm') ?? [];
  return one(
    { kind: 'transpose', permutation },
    [x],
    permutation.map((axis) => x.shape[axis]!),
    x.dtype,
  );
};

export const concat: Translate = (inputs, attributes) => {
  const values = [...inputs.values()];
  const [first] = values;
  if (first === undefined) throw new Error('Concatenation of nothing.');
  const axis = axisOf(attributes, first.shape.length);
  const length = values.reduce((sum, value) => sum + value.shape[axis]!, 0);
  return one({ kind: 'concat', axis }, values, first.shape.with(axis, length), first.dtype);
};

export const split: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const axis = axisOf(attributes, x.shape.length);
  const wanted = integers(attributes, 'numOrSizeSplits') ?? [];
  const parts = wanted[0] ?? 1;
  const sizes = wanted.length > 1 ? wanted : Array.from({ length: parts }, () => x.shape[axis]! / parts);
  const outputs = sizes.map((length) => ({ shape: x.shape.with(axis, length), dtype: x.dtype }));
  return { kind: 'node', operation: { kind: 'split', axis }, inputs: [x], outputs };
};

export const slice: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const begin = integers(attributes, 'begin') ?? [];
  const size = integers(attributes, 'size') ?? [];
  const shape = x.shape.map((length, axis) => {
    const wanted = size[axis] ?? -1;
    return wanted === -1 ? length - (begin[axis] ?? 0) : wanted;
  });
  return one({ kind: 'slice', begin: x.shape.map((_, axis) => begin[axis] ?? 0) }, [x], shape, x.dtype);
};

export const pad: Translate = (inputs, attributes) => {
  const x = input(inputs, 'x');
  const paddings = nestedIntegers(attributes, 'paddings');
  const before = paddings.map(([count]) => count ?? 0);
  const after = paddings.map(([, count]) => count ?? 0);
  const shape = x.shape.map((length, axis) => length + before[axis]! + after[axis]!);
  return one({ kind: 'pad', before, after, value: number(attributes, 'constantValue') }, [x], shape, x.dtype);
};

export const gather: Translate = (inputs, attributes) => {
  const [x, indices] = [input(inputs, 'x'), input(inputs, 'indices')];
  if (number(attributes, 'batchDims') !== 0)
    throw new Error('Gather with batch dimensions cannot be traced.');
  const axis = axisOf(attributes, x.shape.length);
  const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
  return one({ kind: 'gather', axis }, [x, indices], shape, x.dtype);
};
