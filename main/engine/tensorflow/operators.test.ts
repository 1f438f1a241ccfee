/** Single operations on TensorFlow, where its own optimizer could change what they mean. */
import { afterAll, describe, expect, it } from 'vitest';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import { Graph, type TensorSpec, type Value } from '../trace/graph.ts';
import { lowerGraph } from './lowering.ts';
import { loadLibrary } from './open-tensorflow.ts';
import { SavedModel } from './saved-model.ts';
import { type Feed, TensorFlowSession } from './session.ts';

const floats = (...shape: number[]): TensorSpec => ({ shape, dtype: 'float32' });
const wave = (count: number, scale: number): Float32Array =>
  Float32Array.from({ length: count }, (_, index) => scale * Math.sin(index * index * 0.7));

describe.skipIf(!installedEngines().includes('tensorflow'))('operations on TensorFlow', () => {
  const sessions: TensorFlowSession[] = [];
  afterAll(() => {
    for (const session of sessions) session.dispose();
  });

  async function load(graph: Graph, result: Value): Promise<TensorFlowSession> {
    const { enginesFolder } = engineOptions('tensorflow', 2);
    const library = await loadLibrary(enginesFolder, { threads: 2, device: 'auto' });
    const model = new SavedModel();
    const signature = model.signature('run');
    const lowering = lowerGraph(model, signature, graph, { variables: new Map() });
    const { dtype, shape } = result;
    signature.outputs.set('result', { ref: lowering.ref(result), dtype, shape });
    const session = await TensorFlowSession.load(library.tfjs(), model);
    sessions.push(session);
    return session;
  }
  async function run(graph: Graph, result: Value, feeds: Record<string, Feed>): Promise<Float32Array> {
    return (await load(graph, result)).run('run', feeds).get('result')!;
  }

  it.each([1e-12, 1e-6, 1e-3, 0.1])('norms layers with an epsilon of %d', async (epsilon) => {
    const [rows, width] = [64, 32];
    const graph = new Graph();
    const inputs = [graph.input('x', floats(rows, width))];
    for (const name of ['weight', 'bias']) inputs.push(graph.input(name, floats(width)));
    const statistics = floats(rows, 1);
    const outputs = [floats(rows, width), statistics, statistics];
    const [result] = graph.node({ kind: 'layer-norm', epsilon }, inputs, outputs);
    const x = wave(rows * width, 0.15);
    const found = await run(graph, result!, {
      x: { data: x, shape: [rows, width] },
      weight: { data: new Float32Array(width).fill(2), shape: [width] },
      bias: { data: new Float32Array(width).fill(0.5), shape: [width] },
    });
    for (let row = 0; row < rows; row++) {
      const values = [...x.subarray(row * width, (row + 1) * width)];
      const mean = values.reduce((sum, value) => sum + value, 0) / width;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      values.forEach((value, column) => {
        const expected = (2 * (value - mean)) / Math.sqrt(variance + epsilon) + 0.5;
        expect(Math.abs(found[row * width + column]! - expected)).toBeLessThan(5e-6);
      });
    }
  });

  it('adds repeated rows to the last bit alike in every run', async () => {
    const [rows, width, updates] = [50, 48, 6000];
    const graph = new Graph();
    const ids = graph.input('ids', { shape: [updates, 1], dtype: 'int32' });
    const values = graph.input('values', floats(updates, width));
    const sums = graph.add({ kind: 'scatter-add' }, [ids, values], floats(rows, width));
    const session = await load(graph, sums);
    const feeds = {
      ids: {
        data: Int32Array.from({ length: updates }, (_, index) => (index * 7) % 41),
        shape: [updates, 1],
      },
      values: { data: wave(updates * width, 3), shape: [updates, width] },
    };
    const first = session.run('run', feeds).get('result')!;
    for (let again = 0; again < 20; again++) expect(session.run('run', feeds).get('result')).toEqual(first);
    const expected = new Float64Array(rows * width);
    feeds.ids.data.forEach((row, update) => {
      for (let column = 0; column < width; column++)
        expected[row * width + column]! += feeds.values.data[update * width + column]!;
    });
    first.forEach((value, index) => expect(Math.abs(value - expected[index]!)).toBeLessThan(1e-3));
  });

  it('refuses what was not declared', async () => {
    const graph = new Graph();
    const x = graph.input('x', floats(2, 3));
    const session = await load(graph, graph.add({ kind: 'unary', name: 'Neg' }, [x], x));
    const wrong: Record<string, Feed>[] = [
      {},
      { x: { data: new Float32Array(6), shape: [3, 2] } },
      { x: { data: new Int32Array(6), shape: [2, 3] } },
      { x: { data: new Float32Array(5), shape: [2, 3] } },
    ];
    for (const feeds of wrong) {
      expect(() => session.run('run', feeds)).toThrow('was not given x as it needs it');
    }
    const data = Float32Array.of(1, 2, 3, 4, 5, 6);
    expect(session.run('run', { x: { data, shape: [2, 3] } }).get('result')).toEqual(
      data.map((value) => -value),
    );
  });
});
