/** Every gradient rule against finite differences of the operation itself, on tfjs' plain CPU backend. */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '#app/util/random.ts';
import { embedding, gelu, layerNorm, quickGelu } from './composites.ts';
import { registerGradients } from './gradients.ts';
import { l2Normalise } from './layers.ts';
import { contrastiveLoss } from './loss.ts';

/** a [3, 4], b [4] and c [3, 4], all between 0.5 and 1.5. */
type Operands = Readonly<Record<'a' | 'b' | 'c', tf.Tensor>>;

const operations: Readonly<Record<string, (operands: Operands) => tf.Tensor>> = {
  add: ({ a, b }) => tf.mul(tf.add(a, b), tf.add(b, a)),
  subtract: ({ a, b }) => tf.square(tf.sub(b, a)),
  multiply: ({ a, b, c }) => tf.mul(tf.mul(a, b), c),
  divide: ({ a, b, c }) => tf.div(tf.div(a, b), c),
  maximum: ({ a, b }) => tf.maximum(tf.mul(a, 2), tf.add(b, 1)),
  'exponential and root': ({ a, b }) => tf.mul(tf.exp(a), tf.sqrt(b)),
  sum: ({ a, b }) => tf.mul(tf.sum(tf.square(a), 0), tf.sum(b)),
  'sum that keeps its axis': ({ a, c }) => tf.mul(tf.sum(tf.square(a), 1, true), c),
  reshape: ({ a }) => tf.square(tf.reshape(a, [2, 6])),
  transpose: ({ a }) => tf.square(tf.transpose(tf.reshape(a, [3, 2, 2]), [1, 2, 0])),
  slice: ({ a, b }) => tf.mul(tf.slice(a, [1, 1], [2, 2]), tf.slice(b, [2], [2])),
  'concatenate and split': ({ a, c }) => {
    const [first, second] = tf.split(tf.concat([a, c], 0), [2, 4], 0);
    return tf.concat([tf.square(second!), tf.exp(first!)], 0);
  },
  cast: ({ a }) => tf.square(tf.cast(a, 'float32')),
  softmax: ({ a, b }) => tf.mul(tf.softmax(a), b),
  'logarithm of softmax': ({ a, b }) => tf.mul(tf.logSoftmax(a), b),
  product: ({ a, c }) => tf.matMul(a, tf.transpose(c)),
  'product, first transposed': ({ a, c }) => tf.matMul(a, c, true, false),
  'product, second transposed': ({ a, c }) => tf.matMul(a, c, false, true),
  'product, both transposed': ({ a, c }) => tf.matMul(a, tf.reshape(c, [4, 3]), true, true),
  'layer norm': ({ a, b, c }) => tf.mul(layerNorm(a, b, tf.sum(c, 0), 1e-5), c),
  gelu: ({ a }) => gelu(tf.mul(tf.sub(a, 1), 3)),
  'quick gelu': ({ a }) => quickGelu(tf.mul(tf.sub(a, 1), 3)),
  embedding: ({ a, b }) => tf.mul(embedding(a, tf.tensor1d([2, 0, 2, 2], 'int32')), b),
  normalise: ({ a, b }) => tf.mul(l2Normalise(a), b),
  'contrastive loss': ({ a, b, c }) => contrastiveLoss(a, c, tf.sum(b)),
};

describe('registerGradients', () => {
  beforeAll(async () => {
    tf.enableProdMode(); // no advertisement on the console
    await tf.setBackend('cpu');
    registerGradients();
  });

  it.each(Object.entries(operations))('differentiates: %s', (_, operation) => {
    const random = createRandom('gradients');
    const shapes = [[3, 4], [4], [3, 4]];
    const values = shapes.map(([rows = 1, columns = 1]) =>
      Float32Array.from({ length: rows * columns }, () => random.uniform(0.5, 1.5)),
    );
    // Fixed weights make a scalar of which every element of the result has its own part.
    const scalar = (given: readonly tf.Tensor[]): tf.Scalar => {
      const result = operation({ a: given[0]!, b: given[1]!, c: given[2]! });
      const weights = tf.reshape(tf.add(tf.cos(tf.range(0, result.size, 1)), 0.2), result.shape);
      return tf.sum(tf.mul(result, weights));
    };
    const tensors = (): tf.Tensor[] => values.map((data, index) => tf.tensor(data, shapes[index]));
    const used = usedOperands(operation);
    const all = tensors();
    const gradients = tf.grads((...some) => {
      const replaced = all.map((tensor, index) =>
        used.includes(index) ? some[used.indexOf(index)]! : tensor,
      );
      return scalar(replaced);
    })(used.map((index) => all[index]!));
    used.forEach((operand, position) => {
      const analytic = gradients[position]!.dataSync();
      values[operand]!.forEach((value, index) => {
        const at = (shift: number): number => {
          values[operand]![index] = value + shift;
          const result = scalar(tensors()).dataSync()[0]!;
          values[operand]![index] = value;
          return result;
        };
        const step = 0.01;
        const numeric = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
        expect(Math.abs(analytic[index]! - numeric)).toBeLessThan(3e-3 * Math.max(1, Math.abs(numeric)));
      });
    });
  });
});

/** Which of the three operands an operation reads, by position. */
function usedOperands(operation: (operands: Operands) => tf.Tensor): number[] {
  const read: number[] = [];
  const note = (position: number, tensor: tf.Tensor): tf.Tensor => {
    read.push(position);
    return tensor;
  };
  operation({
    get a() {
      return note(0, tf.ones([3, 4]));
    },
    get b() {
      return note(1, tf.ones([4]));
    },
    get c() {
      return note(2, tf.ones([3, 4]));
    },
  });
  return read;
}
