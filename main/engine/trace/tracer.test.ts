/** Every traceable kernel: the same small program run eagerly by tfjs and, traced, by ONNX Runtime. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { Tensor } from 'onnxruntime-node';
import { beforeAll, describe, expect, it } from 'vitest';
import { embedding, gelu, layerNorm } from '#app/ml/clip/composites.ts';
import { registerGradients } from '#app/ml/clip/gradients.ts';
import { lower } from '../onnx/lowering.ts';
import { createSession, runSession } from '../onnxruntime/session.ts';
import { formulaValue } from '../self-test-model.ts';
import type { TensorSpec } from './graph.ts';
import { type TensorProgram, trace } from './tracer.ts';

/** x [2, 3, 4], y [2, 3, 4] positive, m [4, 5], n [4, 5], v [4], ids [5] below 5. */
const specs = new Map<string, TensorSpec>([
  ['x', { shape: [2, 3, 4], dtype: 'float32' }],
  ['y', { shape: [2, 3, 4], dtype: 'float32' }],
  ['m', { shape: [4, 5], dtype: 'float32' }],
  ['n', { shape: [4, 5], dtype: 'float32' }],
  ['v', { shape: [4], dtype: 'float32' }],
  ['ids', { shape: [5], dtype: 'int32' }],
]);

type Inputs = Record<'x' | 'y' | 'm' | 'n' | 'v' | 'ids', tf.Tensor>;

const programs: Readonly<Record<string, (given: Inputs) => tf.Tensor>> = {
  'arithmetic with broadcasting': ({ x, v }) => tf.div(tf.sub(tf.mul(x, v), tf.add(x, 0.5)), 3),
  'maximum, minimum, power': ({ x, y }) => tf.pow(tf.maximum(tf.minimum(x, 0.5), y), 1.5),
  'unary functions': ({ x, y }) =>
    tf.add(tf.log(y), tf.add(tf.exp(tf.neg(x)), tf.add(tf.sqrt(y), tf.erf(x)))),
  'more unary functions': ({ x, y }) =>
    tf.add(tf.square(x), tf.mul(tf.rsqrt(y), tf.add(tf.cos(x), tf.tanh(x)))),
  comparisons: ({ x, y }) =>
    tf.add(
      tf.add(tf.cast(tf.less(x, y), 'float32'), tf.cast(tf.lessEqual(x, 0), 'float32')),
      tf.add(tf.cast(tf.greater(x, y), 'float32'), tf.cast(tf.greaterEqual(y, x), 'float32')),
    ),
  'equality of integers': ({ ids }) =>
    tf.add(tf.cast(tf.equal(ids, 2), 'float32'), tf.mul(tf.cast(tf.notEqual(ids, 1), 'float32'), 2)),
  'a choice': ({ x, y }) => tf.where(tf.greater(x, 0), x, y),
  'sums and means': ({ x }) => tf.add(tf.sum(x, 1, true), tf.mean(x, [1, 2], true)),
  'the largest': ({ x }) => tf.max(x, [0, 2]),
  'the sum of everything': ({ x }) => tf.sum(x),
  softmax: ({ x }) => tf.softmax(x),
  'logarithm of softmax': ({ x }) => tf.logSoftmax(x),
  'reshape and transpose': ({ x }) =>
    tf.reshape(tf.transpose(tf.reshape(x, [2, 3, 2, 2]), [3, 0, 2, 1]), [-1, 6]),
  'two transpositions': ({ x }) => tf.transpose(tf.transpose(x, [2, 0, 1]), [1, 0, 2]),
  'concatenation and split': ({ x, y }) => {
    const [first, second] = tf.split(tf.concat([x, y], 2), [3, 5], -1);
    return tf.concat([second!, first!], -1);
  },
  'an even split': ({ x }) => tf.concat(tf.split(x, 2, 2).toReversed(), 0),
  'a window': ({ x }) => tf.slice(x, [0, 1, 0], [-1, 2, 3]),
  padding: ({ x }) =>
    tf.pad(
      x,
      [
        [0, 1],
        [2, 0],
        [0, 0],
      ],
      0.25,
    ),
  'rows by index': ({ m, ids }) => tf.gather(tf.transpose(m), ids),
  'a scatter that adds': ({ m, ids }) => tf.scatterND(tf.reshape(ids, [5, 1]), tf.transpose(m), [6, 4]),
  'a product of matrices': ({ m, n }) => tf.add(tf.matMul(m, n, true, false), tf.matMul(n, m, true, false)),
  'a product with a bias': ({ x, m, v }) =>
    tf.add(tf.matMul(tf.reshape(x, [6, 4]), tf.matMul(m, m, false, true)), v),
  'a product, second transposed': ({ x, m }) =>
    tf.matMul(tf.reshape(x, [6, 4]), tf.transpose(m), false, true),
  'a product in batches': ({ x, y }) => tf.matMul(tf.matMul(x, y, false, true), x, true, false),
  'a product of both transposed': ({ m, n }) =>
    tf.matMul(m, tf.transpose(tf.matMul(n, n, false, true)), true, true),
  'zeros, ones and numbers of one value': ({ x }) =>
    tf.add(tf.mul(tf.onesLike(x), 2), tf.add(tf.zeros([2, 3, 4]), tf.fill([4], 3))),
  'a range': ({ v }) => tf.mul(tf.range(0, 4, 1), v),
  'layer norm': ({ x, v, y }) => layerNorm(tf.reshape(x, [6, 4]), v, tf.sum(y, [0, 1]), 1e-5),
  gelu: ({ x }) => gelu(tf.mul(x, 3)),
  'gradients of everything that the model uses': (given) => {
    const loss = ({ x, y, m, v }: Inputs): tf.Scalar => {
      const rows = layerNorm(tf.reshape(tf.maximum(x, tf.sub(0.8, y)), [6, 4]), v, tf.exp(v), 1e-5);
      const words = embedding(tf.transpose(m), given.ids);
      const [a, b] = tf.split(gelu(tf.matMul(rows, m)), [2, 3], 1);
      const joined = tf.concat([tf.square(b!), tf.sub(a!, tf.slice(b!, [0, 1], [6, 2]))], 1);
      const weights = tf.softmax(tf.div(joined, tf.sqrt(tf.sum(tf.mul(y, y)))));
      const picked = tf.sum(
        tf.mul(tf.matMul(words, m), tf.logSoftmax(tf.matMul(weights, weights, true, false))),
      );
      return tf.add(picked, tf.sum(tf.cast(weights, 'float32')));
    };
    const names = ['x', 'y', 'm', 'v'] as const;
    const gradients = tf.grads((x, y, m, v) => loss({ ...given, x: x!, y: y!, m: m!, v: v! }))(
      names.map((name) => given[name]),
    );
    return tf.concat(gradients.map((gradient) => tf.reshape(gradient, [-1])));
  },
};

function inputs(): Map<string, { readonly spec: TensorSpec; readonly data: Float32Array | Int32Array }> {
  let stream = 0;
  const filled = new Map<string, { spec: TensorSpec; data: Float32Array | Int32Array }>();
  for (const [name, spec] of specs) {
    stream += 1;
    const length = spec.shape.reduce((product, size) => product * size, 1);
    const values = Array.from({ length }, (_, index) => formulaValue(stream, index));
    const data =
      spec.dtype === 'int32'
        ? Int32Array.of(2, 0, 4, 2, 1)
        : Float32Array.from(name === 'y' ? values.map((value) => 1.2 + value) : values);
    filled.set(name, { spec, data });
  }
  return filled;
}

function narrow(given: Readonly<Record<string, tf.Tensor>>): Inputs {
  const { x, y, m, n, v, ids } = given;
  return { x: x!, y: y!, m: m!, n: n!, v: v!, ids: ids! };
}

describe('trace', () => {
  beforeAll(async () => {
    tf.enableProdMode(); // no advertisement on the console
    await tf.setBackend('cpu');
    registerGradients();
  });

  it.each(Object.entries(programs))('records %s', async (_, program) => {
    const run: TensorProgram = (given) => ({ result: program(narrow(given)) });
    const graph = await trace(specs, run);
    expect(tf.getBackend()).toBe('cpu');
    const eager: Record<string, tf.Tensor> = {};
    const feeds: Record<string, Tensor> = {};
    for (const [name, { spec, data }] of inputs()) {
      eager[name] = tf.tensor(data, [...spec.shape], spec.dtype);
      feeds[name] =
        spec.dtype === 'int32'
          ? new Tensor('int32', Int32Array.from(data), spec.shape)
          : new Tensor('float32', Float32Array.from(data), spec.shape);
    }
    const expected = run(eager)['result']!;
    const session = await createSession(lower(graph).encode(), { threads: 1 });
    const { result } = await runSession(session, feeds, { result: null });
    await session.release();
    expect(result?.dims).toEqual(expected.shape);
    const found = result instanceof Tensor ? [...Float32Array.from(result.data, Number)] : [];
    const values = expected.dataSync();
    expect(found).toHaveLength(values.length);
    found.forEach((value, index) => expect(value).toBeCloseTo(values[index]!, 5));
  });

  it('refuses a program that looks at values', async () => {
    const looks = trace(specs, ({ v }) => ({ result: v!.dataSync()[0]! > 0 ? v! : tf.neg(v!) }));
    await expect(looks).rejects.toThrow('looked at the value');
    expect(tf.getBackend()).toBe('cpu');
  });

  it('refuses random numbers, which would be frozen into the graph', async () => {
    const random = trace(specs, ({ x }) => ({
      result: tf.add(tf.sum(x!), tf.sum(tf.randomUniform([300, 300]))),
    }));
    await expect(random).rejects.toThrow('make them an input');
  });

  it('refuses tensors of an earlier trace', async () => {
    let kept: tf.Tensor | undefined;
    await trace(specs, ({ v }) => ({ result: (kept = tf.keep(tf.neg(v!))) }));
    await expect(trace(specs, ({ v }) => ({ result: tf.add(v!, kept!) }))).rejects.toThrow(
      'outside the trace',
    );
  });
});
