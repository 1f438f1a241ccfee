/**
 * Matrix products in int8: weights are symmetric with one scale for each output, activations are quantised as they
 * come, with one scale and zero point for the whole matrix (ONNX DynamicQuantizeLinear).
 */
import type { Graph, Value } from '../trace/graph.ts';
import type { Lowering } from './lowering.ts';
import { MICROSOFT_DOMAIN } from './model.ts';

/** The initializer with the scales [out] of a quantised weight. */
export function scaleName(weight: string): string {
  return `${weight} scale`;
}

/**
 * Names of the weights [out, in] that are worth quantising: those of the products over all tokens. What is left in
 * float32 are the embedding of patches and what the last block and the projection do for one token of each item:
 * a few per cent of the work, and what the features feel most.
 */
export function int8Weights(graph: Graph): ReadonlySet<string> {
  const batch = graph.outputs.get('features')?.shape[0];
  const products = new Map<Value, boolean>();
  for (const { operation, inputs } of graph.nodes) {
    for (const [index, value] of inputs.entries()) {
      if (value.source.kind !== 'input' || value.shape.length !== 2) continue;
      const isWeight = operation.kind === 'matmul' && index === 1 && operation.transposeB;
      const worthwhile = isWeight && !operation.transposeA && inputs[0]!.shape[0] !== batch;
      products.set(value, worthwhile && products.get(value) !== false);
    }
  }
  const names = [...graph.inputs].filter(([, value]) => products.get(value) === true);
  return new Set(names.map(([name]) => name));
}

/** x [rows, in] times a quantised weight, stored as [in, out], plus the bias where there is one. */
export function int8Product(lowering: Lowering, x: string, weight: string, bias: string | undefined): string {
  const [quantised, scale, zero] = lowering.quantised(x);
  const inputs = [quantised, weight, scale, scaleName(weight), zero, ''];
  if (bias !== undefined) inputs.push(bias);
  return lowering.node('MatMulIntegerToFloat', inputs, {}, MICROSOFT_DOMAIN);
}
