/**
 * Gradients of the tfjs kernels that the model uses. tfjs-core's entry for Node registers none, and its own list
 * can only be reached through a bundler; these are also written for graphs: no ones, no loops, no extra reads.
 */
import * as tf from '@tensorflow/tfjs-core';

type GradientOf = (
  dy: tf.Tensor,
  saved: tf.Tensor[],
  attributes: tf.NamedAttrMap,
) => Record<string, () => tf.Tensor>;

interface Rule {
  readonly inputsToSave?: string[];
  readonly outputsToSave?: boolean[];
  readonly gradient: GradientOf;
}

/** Undoes broadcasting: sums `dy` over the axes along which an operand of `shape` was repeated. */
function sumTo(shape: readonly number[], dy: tf.Tensor): tf.Tensor {
  const missing = dy.shape.length - shape.length;
  const axes = dy.shape.flatMap((length, axis) => {
    const own = axis < missing ? undefined : shape[axis - missing];
    return own === length ? [] : [axis];
  });
  const summed = axes.length === 0 ? dy : tf.sum(dy, axes);
  return tf.reshape(summed, [...shape]);
}

function sumAndDifference(sign: 1 | -1): Rule {
  return {
    inputsToSave: ['a', 'b'],
    gradient: (dy, [a, b]) => ({
      a: () => sumTo(a!.shape, dy),
      b: () => sumTo(b!.shape, sign === 1 ? dy : tf.neg(dy)),
    }),
  };
}

const multiply: Rule = {
  inputsToSave: ['a', 'b'],
  gradient: (dy, [a, b]) => ({
    a: () => sumTo(a!.shape, tf.mul(dy, b!)),
    b: () => sumTo(b!.shape, tf.mul(dy, a!)),
  }),
};

const divide: Rule = {
  inputsToSave: ['a', 'b'],
  gradient: (dy, [a, b]) => ({
    a: () => sumTo(a!.shape, tf.div(dy, b!)),
    b: () => sumTo(b!.shape, tf.neg(tf.div(tf.mul(dy, a!), tf.square(b!)))),
  }),
};

const maximum: Rule = {
  inputsToSave: ['a', 'b'],
  gradient: (dy, [a, b]) => ({
    a: () => sumTo(a!.shape, tf.mul(dy, tf.cast(tf.greaterEqual(a!, b!), 'float32'))),
    b: () => sumTo(b!.shape, tf.mul(dy, tf.cast(tf.less(a!, b!), 'float32'))),
  }),
};

const exponential: Rule = {
  outputsToSave: [true],
  gradient: (dy, [y]) => ({ x: () => tf.mul(dy, y!) }),
};

const squareRoot: Rule = {
  outputsToSave: [true],
  gradient: (dy, [y]) => ({ x: () => tf.div(tf.mul(dy, 0.5), y!) }),
};

const square: Rule = {
  inputsToSave: ['x'],
  gradient: (dy, [x]) => ({ x: () => tf.mul(dy, tf.mul(x!, 2)) }),
};

const sum: Rule = {
  inputsToSave: ['x'],
  gradient: (dy, [x], attributes) => ({
    x: () => {
      const whole = attributes['axis'] === undefined || attributes['axis'] === null;
      const axes = whole ? undefined : tf.util.parseAxisParam(integers(attributes, 'axis'), x!.shape);
      const kept = x!.shape.map((length, axis) => (axes?.includes(axis) === false ? length : 1));
      return tf.add(tf.zeros(x!.shape), tf.reshape(dy, kept));
    },
  }),
};

const reshape: Rule = {
  inputsToSave: ['x'],
  gradient: (dy, [x]) => ({ x: () => tf.reshape(dy, x!.shape) }),
};

const transpose: Rule = {
  gradient: (dy, _, attributes) => ({
    x: () => {
      const permutation = integers(attributes, 'perm');
      const inverse = permutation.map((_axis, index) => permutation.indexOf(index));
      return tf.transpose(dy, inverse);
    },
  }),
};

const slice: Rule = {
  inputsToSave: ['x'],
  gradient: (dy, [x], attributes) => ({
    x: () => {
      const begin = integers(attributes, 'begin');
      const paddings = x!.shape.map((length, axis): [number, number] => {
        const before = begin[axis] ?? 0;
        return [before, length - before - dy.shape[axis]!];
      });
      return tf.pad(dy, paddings);
    },
  }),
};

const cast: Rule = {
  gradient: (dy) => ({ x: () => tf.cast(dy, 'float32') }),
};

const softmax: Rule = {
  outputsToSave: [true],
  gradient: (dy, [y]) => ({
    logits: () => {
      const weighted = tf.mul(dy, y!);
      return tf.sub(weighted, tf.mul(tf.sum(weighted, -1, true), y!));
    },
  }),
};

const logSoftmax: Rule = {
  outputsToSave: [true],
  gradient: (dy, [y]) => ({
    logits: () => tf.sub(dy, tf.mul(tf.sum(dy, -1, true), tf.exp(y!))),
  }),
};

/** c = op(a) op(b); each case is the one product that needs no further transposition. */
const batchMatMul: Rule = {
  inputsToSave: ['a', 'b'],
  gradient: (dy, [a, b], { transposeA, transposeB }) => ({
    a: () =>
      transposeA === true
        ? tf.matMul(b!, dy, transposeB === true, true)
        : tf.matMul(dy, b!, false, transposeB !== true),
    b: () =>
      transposeB === true
        ? tf.matMul(dy, a!, true, transposeA === true)
        : tf.matMul(a!, dy, transposeA !== true, false),
  }),
};

const rules: Readonly<Record<string, Rule>> = {
  Add: sumAndDifference(1),
  Sub: sumAndDifference(-1),
  Multiply: multiply,
  RealDiv: divide,
  Maximum: maximum,
  Exp: exponential,
  Sqrt: squareRoot,
  Square: square,
  Sum: sum,
  Reshape: reshape,
  Transpose: transpose,
  Slice: slice,
  Cast: cast,
  Softmax: softmax,
  LogSoftmax: logSoftmax,
  BatchMatMul: batchMatMul,
};

function integers(attributes: tf.NamedAttrMap, name: string): number[] {
  const value = attributes[name];
  const list = Array.isArray(value) ? value : [value];
  return list.map((element) => {
    if (typeof element === 'number') return element;
    throw new Error(`The kernel attribute '${name}' should be a list of integers.`);
  });
}

/** The pieces of a concatenation, or the whole of a split. */
function registerJoints(): void {
  tf.registerGradient({
    kernelName: 'Concat',
    saveAllInputs: true,
    gradFunc: (dy, saved, attributes) => {
      const [axis = 0] = tf.util.parseAxisParam(integers(attributes, 'axis'), saved[0]!.shape);
      const pieces = tf.split(
        single(dy),
        saved.map(({ shape }) => shape[axis]!),
        axis,
      );
      return Object.fromEntries(pieces.map((piece, index) => [index, () => piece]));
    },
  });
  tf.registerGradient({
    kernelName: 'SplitV',
    gradFunc: (dy, _, attributes) => ({
      x: () => tf.concat(Array.isArray(dy) ? dy : [dy], integers(attributes, 'axis')[0] ?? 0),
    }),
  });
}

function single(dy: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (Array.isArray(dy)) throw new Error('A gradient of one result was given several.');
  return dy;
}

/** Makes the model differentiable on every backend. Calling it again changes nothing. */
export function registerGradients(): void {
  for (const [kernelName, { inputsToSave = [], outputsToSave = [], gradient }] of Object.entries(rules)) {
    tf.registerGradient({
      kernelName,
      inputsToSave,
      outputsToSave,
      gradFunc: (dy, saved, attributes) => gradient(single(dy), saved, attributes),
    });
  }
  registerJoints();
}
