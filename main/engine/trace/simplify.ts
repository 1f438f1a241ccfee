/**
 * Tidies a traced graph. Autodiff leaves products with ones, reshapes that change nothing, materialised broadcasts
 * and branches that nothing reads; a graph without them runs faster on every engine.
 */
import { sameShape } from '#app/ml/tensor-data.ts';
import { Graph, type GraphNode, type TensorSpec, type Value } from './graph.ts';
import { rewrite } from './rewrite.ts';

/** One forward sweep of local rewrites, then removal of what no output needs. Meaning is kept up to rounding. */
export function simplify(graph: Graph): Graph {
  const simpler = new Graph();
  const replacements = new Map<Value, Value>();
  for (const [name, value] of graph.inputs) replacements.set(value, simpler.input(name, value));

  const current = (value: Value): Value => {
    if (value.source.kind === 'uniform' || value.source.kind === 'constant') return value;
    const replacement = replacements.get(value);
    if (replacement === undefined) throw new Error('The graph uses a value before it is computed.');
    return replacement;
  };

  for (const node of graph.nodes) {
    const inputs = node.inputs.map(current);
    const [output] = node.outputs;
    const better = node.outputs.length === 1 ? rewrite(simpler, node.operation, inputs, output!) : undefined;
    const results = better === undefined ? simpler.node(node.operation, inputs, node.outputs) : [better];
    node.outputs.forEach((value, index) => replacements.set(value, checked(results[index]!, value)));
  }
  for (const [name, value] of graph.outputs) simpler.outputs.set(name, current(value));
  removeUnused(simpler);
  return simpler;
}

/** A rewrite must keep shape and type; a slip here would train silently wrong. */
function checked(replacement: Value, original: TensorSpec): Value {
  if (!sameShape(replacement.shape, original.shape) || replacement.dtype !== original.dtype) {
    throw new Error(`A rewrite turned [${original.shape.join()}] into [${replacement.shape.join()}].`);
  }
  return replacement;
}

function removeUnused(graph: Graph): void {
  const needed = new Set<GraphNode>();
  const pending: Value[] = [...graph.outputs.values()];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (value.source.kind !== 'node' || needed.has(value.source.node)) continue;
    needed.add(value.source.node);
    pending.push(...value.source.node.inputs);
  }
  const kept = graph.nodes.filter((node) => needed.has(node));
  graph.nodes.splice(0, graph.nodes.length, ...kept);
}
