/**
 * Products whose result is split, as one product for each part: weights can be cut when they are laid down, activations
 * would be copied at every run. For sessions whose weights are constants.
 */
import { Graph, type GraphNode, producer, type Value } from '../trace/graph.ts';

/** Rows [first, first + count) of a parameter: an input of the graph with a name of its own. */
export interface ParameterRows {
  readonly parameter: string;
  readonly first: number;
  readonly count: number;
  /** Rows of the whole parameter. */
  readonly of: number;
}

export interface SplitGraph {
  readonly graph: Graph;
  /** By the name of the input that holds them. */
  readonly rows: ReadonlyMap<string, ParameterRows>;
}

/** The same graph with parts of weights and biases as inputs. Values that stay keep their identity, and so their dimensions. */
export function splitWeights(graph: Graph): SplitGraph {
  const splitting = new Splitting(graph);
  for (const node of graph.nodes) splitting.add(node);
  return splitting.finish();
}

class Splitting {
  private readonly original: Graph;
  private readonly graph = new Graph();
  private readonly rows = new Map<string, ParameterRows>();
  private readonly replaced = new Map<Value, Value>();
  private readonly uses = new Map<Value, number>();

  constructor(original: Graph) {
    this.original = original;
    for (const [name, value] of original.inputs) this.graph.inputs.set(name, value);
    for (const value of [...original.nodes.flatMap(({ inputs }) => inputs), ...original.outputs.values()])
      this.uses.set(value, (this.uses.get(value) ?? 0) + 1);
  }

  add(node: GraphNode): void {
    const { operation, outputs } = node;
    const [x] = node.inputs;
    const inputs = node.inputs.map((value) => this.replaced.get(value) ?? value);
    if (operation.kind === 'split' && operation.axis === 0 && isParameter(x)) {
      const parts = this.partsOf(x, outputs, 0);
      outputs.forEach((output, index) => this.replaced.set(output, parts[index]!));
    } else if (operation.kind === 'split' && operation.axis === 1 && this.isSplitProduct(x)) {
      const product = this.graph.nodes.splice(this.positionOf(x), 1)[0]!;
      const [a, weight, ...biases] = product.inputs;
      const weights = this.partsOf(weight!, outputs, 1);
      const biasParts = biases.map((bias) => this.partsOf(bias, outputs, 1));
      outputs.forEach((output, index) => {
        const bias = biasParts.map((parts) => parts[index]!);
        this.push({ ...product, inputs: [a!, weights[index]!, ...bias], outputs: [output] });
      });
    } else this.push({ operation, inputs, outputs });
  }

  private push(node: GraphNode): void {
    this.graph.nodes.push(node);
  }

  private positionOf(value: Value): number {
    return this.graph.nodes.findIndex(({ outputs }) => outputs[0] === value);
  }

  /** Whether a value is a product with parameters that nothing but this split reads. */
  private isSplitProduct(value: Value | undefined): value is Value {
    const product = value && producer(value, 'matmul');
    if (value === undefined || product?.operation.kind !== 'matmul' || this.uses.get(value) !== 1)
      return false;
    const [, ...parameters] = product.inputs;
    return product.operation.transposeB && parameters.every(isParameter);
  }

  /** Inputs for the rows of a parameter that belong to each part of a value that is split along `axis`. */
  private partsOf(parameter: Value, parts: readonly Value[], axis: number): readonly Value[] {
    if (!isParameter(parameter)) throw new Error('Only parameters can be cut before a run.');
    let first = 0;
    return parts.map(({ shape }) => {
      const count = shape[axis]!;
      const name = `${parameter.source.name} rows ${first} to ${first + count}`;
      this.rows.set(name, { parameter: parameter.source.name, first, count, of: parameter.shape[0]! });
      const { dtype } = parameter;
      const input =
        this.graph.inputs.get(name) ??
        this.graph.input(name, { shape: [count, ...parameter.shape.slice(1)], dtype });
      first += count;
      return input;
    });
  }

  finish(): SplitGraph {
    for (const [name, value] of this.original.outputs)
      this.graph.outputs.set(name, this.replaced.get(value) ?? value);
    const used = new Set(this.graph.nodes.flatMap(({ inputs }) => inputs));
    for (const [name, value] of this.graph.inputs) if (!used.has(value)) this.graph.inputs.delete(name);
    return { graph: this.graph, rows: this.rows };
  }
}

type Parameter = Value & { readonly source: { readonly kind: 'input'; readonly name: string } };

function isParameter(value: Value | undefined): value is Parameter {
  return value?.source.kind === 'input';
}
