import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Graph, TensorSpec } from '../trace/graph.ts';
import { trace } from '../trace/tracer.ts';
import { splitWeights } from './split-weights.ts';

const matrix = (rows: number, columns: number): TensorSpec => ({ shape: [rows, columns], dtype: 'float32' });
const specs = new Map<string, TensorSpec>([
  ['x', matrix(5, 4)],
  ['weight', matrix(6, 4)],
  ['bias', { shape: [6], dtype: 'float32' }],
]);
const kinds = ({ nodes }: Graph): string[] => nodes.map(({ operation }) => operation.kind);

describe('splitWeights', () => {
  it('makes one product for each part of a result that is split', async () => {
    const graph = await trace(specs, ({ x, weight, bias }) => {
      const product = tf.add(tf.matMul(x!, weight!, false, true), bias!); // [5, 6]
      const [first, second] = tf.split(product, [4, 2], 1);
      return { y: tf.sub(tf.sum(first!), tf.sum(second!)) };
    });
    expect(kinds(graph)).toContain('split');
    const split = splitWeights(graph);
    expect(kinds(split.graph)).not.toContain('split');
    expect(kinds(split.graph).filter((kind) => kind === 'matmul')).toHaveLength(2);
    expect([...split.graph.inputs.keys()]).toEqual([
      'x',
      'weight rows 0 to 4',
      'weight rows 4 to 6',
      'bias rows 0 to 4',
      'bias rows 4 to 6',
    ]);
    expect(split.rows.get('weight rows 4 to 6')).toEqual({ parameter: 'weight', first: 4, count: 2, of: 6 });
    expect(split.graph.inputs.get('weight rows 4 to 6')?.shape).toEqual([2, 4]);
  });

  it('cuts a parameter that is split itself', async () => {
    const graph = await trace(specs, ({ x, weight }) => {
      const [first] = tf.split(weight!, [2, 4], 0);
      return { y: tf.matMul(x!, first!, false, true) };
    });
    const { graph: cut, rows } = splitWeights(graph);
    expect(kinds(cut)).toEqual(['matmul']);
    expect([...cut.inputs.keys()]).toEqual(['x', 'weight rows 0 to 2']);
    expect(rows.get('weight rows 0 to 2')).toMatchObject({ first: 0, count: 2 });
  });

  it('leaves a product whole that something else reads too', async () => {
    const graph = await trace(specs, ({ x, weight }) => {
      const product = tf.matMul(x!, weight!, false, true);
      const [first] = tf.split(product, [4, 2], 1);
      return { y: tf.sum(first!), whole: product };
    });
    expect(kinds(splitWeights(graph).graph)).toEqual(kinds(graph));
  });
});
