/** Which weights of a graph are read by products alone. */
import type { Graph, Value } from '../trace/graph.ts';

const moves: ReadonlySet<string> = new Set(['reshape', 'transpose', 'slice', 'split']);

/**
 * Inputs that are only multiplied, or moved and then multiplied: with products in bfloat16 they can be kept in bfloat16,
 * at half the memory and without a cast in every run.
 */
export function weightsOfProducts(graph: Graph): ReadonlySet<string> {
  const otherwise = new Set<Value>(graph.outputs.values());
  for (const { operation, inputs, outputs } of graph.nodes.toReversed()) {
    const moved = moves.has(operation.kind) && !outputs.some((value) => otherwise.has(value));
    if (operation.kind === 'matmul' || moved) continue;
    for (const value of inputs) otherwise.add(value);
  }
  const names = [...graph.inputs].filter(([, value]) => !otherwise.has(value)).map(([name]) => name);
  return new Set(names);
}
