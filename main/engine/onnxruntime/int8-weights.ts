/** Weights in int8, one scale for each output: what int8 inference sessions are given in place of float32. */
import type { FloatTensor } from '#app/ml/tensor-data.ts';
import { scaleName } from '../onnx/int8.ts';
import type { InitializerData } from '../onnx/model.ts';
import type { ParameterRows, SplitGraph } from '../onnx/split-weights.ts';
import type { TowerProgram } from '../programs/tower-programs.ts';
import { bytesOf, type ModelWeights, type WeightPlacement } from './weights.ts';

export interface Int8Weight {
  /** [in, out]: the layout of ONNX Runtime's integer product. */
  readonly values: Int8Array;
  /** [out]: weight[out][in] is about values[in][out] * scales[out]. */
  readonly scales: Float32Array;
}

/** Symmetric, round to nearest; the largest magnitude of every row of weight [out, in] becomes 127. */
export function quantiseWeight({ shape, data }: FloatTensor): Int8Weight {
  const [outputs = 0, inputs = 0] = shape;
  const values = new Int8Array(outputs * inputs);
  const scales = new Float32Array(outputs);
  for (let output = 0; output < outputs; output++) {
    const row = data.subarray(output * inputs, (output + 1) * inputs);
    let largest = 0;
    for (let input = 0; input < inputs; input++) {
      const size = Math.abs(row[input]!);
      if (size > largest) largest = size;
    }
    scales[output] = largest / 127;
    const factor = largest === 0 ? 0 : 127 / largest;
    // Faster than Math.round; ties of float32 weights do not matter.
    for (let input = 0; input < inputs; input++)
      values[input * outputs + output] = Math.floor(row[input]! * factor + 0.5);
  }
  return { values, scales };
}

/** The bytes of all weights of a program: those in `quantised` as int8 with their scales, the others in float32. */
export async function int8Bytes(
  { graph, symbols, rows }: Pick<TowerProgram & SplitGraph, 'graph' | 'symbols' | 'rows'>,
  quantised: ReadonlySet<string>,
  weights: ModelWeights,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = new Map<string, Uint8Array>();
  for (const name of graph.inputs.keys()) {
    if (symbols.some(({ input }) => input === name)) continue; // the batch
    const part = rows.get(name);
    const tensor = part ? cutRows(await weights.read(part.parameter), part) : await weights.read(name);
    if (quantised.has(name)) {
      const { values, scales } = quantiseWeight(tensor);
      bytes.set(name, bytesOf(values)).set(scaleName(name), bytesOf(scales));
    } else bytes.set(name, bytesOf(tensor.data));
  }
  return bytes;
}

function cutRows({ shape, data }: FloatTensor, { first, count, of }: ParameterRows): FloatTensor {
  const width = data.length / of;
  return { shape: [count, ...shape.slice(1)], data: data.subarray(first * width, (first + count) * width) };
}

/** Offsets in a file suit every kind of vector load. */
const ALIGNMENT_BYTES = 64;

export interface WeightsInOneFile {
  readonly pieces: readonly Uint8Array[];
  readonly initializers: WeightPlacement['initializers'];
}

/** Lays the weights out one behind the other in a file of the given name. */
export function layOut(weights: ReadonlyMap<string, Uint8Array>, location: string): WeightsInOneFile {
  const pieces: Uint8Array[] = [];
  const initializers = new Map<string, InitializerData>();
  let offsetBytes = 0;
  for (const [name, bytes] of weights) {
    initializers.set(name, { kind: 'external', location, offsetBytes, sizeBytes: bytes.length });
    const padding = (ALIGNMENT_BYTES - (bytes.length % ALIGNMENT_BYTES)) % ALIGNMENT_BYTES;
    pieces.push(bytes, new Uint8Array(padding));
    offsetBytes += bytes.length + padding;
  }
  return { pieces, initializers };
}
