import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Graph, TensorSpec } from './graph.ts';
import { type TensorProgram, trace } from './tracer.ts';
import { type DimensionSymbol, symbolicDimensions } from './dimensions.ts';

const batch: DimensionSymbol = { name: 'batch', input: 'x', axis: 0, traced: [2, 3] };
const tokens: DimensionSymbol = { name: 'tokens', input: 'x', axis: 1, traced: [5, 7] };

async function corners(program: TensorProgram): Promise<Graph[]> {
  const graphs: Graph[] = [];
  for (const length of tokens.traced) {
    for (const size of batch.traced) {
      const x: TensorSpec = { shape: [size, length, 4], dtype: 'float32' };
      graphs.push(await trace(new Map([['x', x]]), program));
    }
  }
  return graphs;
}

/** Coefficients: constant, batch, tokens, batch * tokens. */
async function dimensionsOfResult(program: TensorProgram): Promise<readonly (readonly number[])[]> {
  const graphs = await corners(program);
  return symbolicDimensions(graphs, [batch, tokens])(graphs[0]!.outputs.get('result')!);
}

describe('symbolicDimensions', () => {
  it('solves lengths that depend on both symbols', async () => {
    const found = await dimensionsOfResult(({ x }) => {
      const [rows = 0, length = 0, width = 0] = x!.shape;
      return {
        result: tf.pad(tf.reshape(tf.neg(x!), [rows * length, 2, width / 2]), [
          [0, 1],
          [0, 0],
          [0, 0],
        ]),
      };
    });
    expect(found).toEqual([
      [1, 0, 0, 1],
      [2, 0, 0, 0],
      [2, 0, 0, 0],
    ]);
  });

  it('keeps axes apart', async () => {
    const found = await dimensionsOfResult(({ x }) => ({
      result: tf.transpose(tf.concat([x!, x!], 1), [2, 1, 0]),
    }));
    expect(found).toEqual([
      [4, 0, 0, 0],
      [0, 0, 2, 0],
      [0, 1, 0, 0],
    ]);
  });

  it.each<[string, TensorProgram]>([
    ['a number that depends on the batch', ({ x }) => ({ result: tf.mul(x!, x!.shape[0]!) })],
    [
      'a constant as long as the batch',
      ({ x }) => ({ result: tf.mul(x!, tf.reshape(tf.range(0, x!.shape[0]!, 1), [-1, 1, 1])) }),
    ],
    [
      'operations that depend on the batch',
      ({ x }) => ({ result: x!.shape[0] === 2 ? tf.neg(x!) : tf.exp(tf.neg(x!)) }),
    ],
  ])('refuses a program with %s', async (_, program) => {
    await expect(dimensionsOfResult(program)).rejects.toThrow('in more than its shapes');
  });
});
