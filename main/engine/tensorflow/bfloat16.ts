/** What is computed and kept in bfloat16 where that is asked for. */
import { sizeOf } from '#app/ml/tensor-data.ts';
import type { Graph, GraphNode, Value } from '../trace/graph.ts';

const moves: ReadonlySet<string> = new Set(['reshape', 'transpose', 'slice', 'split']);

/**
 * Share of all multiplications that stays in float32: the smallest products. They are those of the class tokens in the
 * last blocks, of the heads and of the similarities, where rounding tells most (the temperature multiplies it) and
 * speed is not made.
 */
const FLOAT32_SHARE = 0.01;

/**
 * The products that are worth taking in bfloat16. Products of what is fed stay in float32 too: rounding the pixels in
 * the patch embedding made nine tenths of all the difference.
 */
export function narrowProducts(graph: Graph, fed: ReadonlySet<string>): ReadonlySet<GraphNode> {
  const products = graph.nodes
    .filter(({ operation }) => operation.kind === 'matmul')
    .map((node) => ({ node, multiplications: multiplications(node) }))
    .toSorted((a, b) => a.multiplications - b.multiplications);
  const total = products.reduce((sum, product) => sum + product.multiplications, 0);
  let seen = 0;
  const large = products.filter((product) => {
    seen += product.multiplications;
    return seen > FLOAT32_SHARE * total;
  });
  const readsFed = ({ inputs }: GraphNode): boolean =>
    inputs.some((value) => fed.has(inputBehind(value) ?? ''));
  return new Set(large.map(({ node }) => node).filter((node) => !readsFed(node)));
}

/** The input of the graph that a value is, or is only moved from. */
function inputBehind({ source }: Value): string | undefined {
  if (source.kind === 'input') return source.name;
  if (source.kind !== 'node' || !moves.has(source.node.operation.kind)) return undefined;
  const [moved] = source.node.inputs;
  return moved === undefined ? undefined : inputBehind(moved);
}

function multiplications({ operation, inputs, outputs }: GraphNode): number {
  const shape = inputs[0]?.shape ?? [];
  const transposed = operation.kind === 'matmul' && operation.transposeA;
  const inner = shape.at(transposed ? -2 : -1) ?? 1;
  return inner * sizeOf(outputs[0]?.shape ?? []);
}

/**
 * Inputs that nothing but these products reads, directly or after a move: they can be kept in bfloat16, at half the
 * memory and without a cast in every run.
 */
export function weightsReadBy(graph: Graph, products: ReadonlySet<GraphNode>): ReadonlySet<string> {
  const otherwise = new Set<Value>(graph.outputs.values());
  for (const node of graph.nodes.toReversed()) {
    const { operation, inputs, outputs } = node;
    const moved = moves.has(operation.kind) && !outputs.some((value) => otherwise.has(value));
    if (products.has(node) || moved) continue;
    for (const value of inputs) otherwise.add(value);
  }
  return new Set([...graph.inputs].filter(([, value]) => !otherwise.has(value)).map(([name]) => name));
}
