/** Writes a traced graph into a SavedModel: names, types, shapes given at run time. */
import type { DataType, Graph, GraphNode, Shape, Value } from '../trace/graph.ts';
import {
  type DimensionsOf,
  type DimensionSymbol,
  fixedDimensions,
  fixedLength,
  isFixed,
  type SymbolicDimension,
} from '../trace/dimensions.ts';
import { lowerOperation } from './operators.ts';
import type { Attributes, Ref, SavedModel, Signature, TfType, Variable } from './saved-model.ts';

export interface LoweringOptions {
  /** Inputs of the graph that are variables of the session; the others are fed. */
  readonly variables: ReadonlyMap<string, Variable>;
  /** Products that are taken in bfloat16, with their biases and what only moves their results; the rest is float32. */
  readonly narrow?: ReadonlySet<GraphNode>;
  /** Lengths given at run time, with the dimensions solved for them. */
  readonly symbols?: readonly DimensionSymbol[];
  readonly dimensionsOf?: DimensionsOf;
}

/** Writes all of `graph`; its inputs that are not variables become inputs of the signature. */
export function lowerGraph(
  model: SavedModel,
  signature: Signature,
  graph: Graph,
  options: LoweringOptions,
): Lowering {
  const lowering = new Lowering(model, options);
  for (const [name, value] of graph.inputs) {
    const variable = options.variables.get(name);
    if (variable !== undefined) lowering.bind(value, model.read(variable), variable.dtype);
    else lowering.bindInput(name, value, model.input(signature, name, value.dtype, lowering.port(value)));
  }
  for (const node of graph.nodes) lowerOperation(lowering, node);
  return lowering;
}

export class Lowering {
  readonly model: SavedModel;
  private readonly narrow: ReadonlySet<GraphNode>;
  readonly dimensionsOf: DimensionsOf;
  private readonly symbols: readonly DimensionSymbol[];
  /** Where each value is, in every type that it was computed in or cast to. */
  private readonly refs = new Map<Value, Map<TfType, Ref>>();
  private readonly fed = new Map<string, Value>();
  /** Small constants and lengths by what they are, so that each is written once. */
  private readonly shared = new Map<string, Ref>();

  constructor(
    model: SavedModel,
    { narrow = new Set(), symbols = [], dimensionsOf = fixedDimensions }: LoweringOptions,
  ) {
    this.model = model;
    this.narrow = narrow;
    this.symbols = symbols;
    this.dimensionsOf = dimensionsOf;
  }

  bind(value: Value, ref: Ref, type: TfType = value.dtype): void {
    this.refs.set(value, new Map([[type, ref]]));
  }

  bindInput(name: string, value: Value, ref: Ref): void {
    this.fed.set(name, value);
    this.bind(value, ref);
  }

  productType(product: GraphNode): 'float32' | 'bfloat16' {
    return this.narrow.has(product) ? 'bfloat16' : 'float32';
  }

  /** Whether the value was computed in bfloat16. */
  isNarrow(value: Value): boolean {
    return this.refs.get(value)?.keys().next().value === 'bfloat16';
  }

  /** The value in a type: its own unless said otherwise. Constants are written, and casts made, on first use. */
  ref(value: Value, type: TfType = value.dtype): Ref {
    let known = this.refs.get(value);
    if (known === undefined) {
      known = new Map([[value.dtype, this.literal(value)]]);
      this.refs.set(value, known);
    }
    const found = known.get(type);
    if (found !== undefined) return found;
    const [[from, source] = unknownValue()] = known;
    const cast = this.node('Cast', [source], { SrcT: { type: from }, DstT: { type } });
    known.set(type, cast);
    return cast;
  }

  private literal(value: Value): Ref {
    const { source, dtype, shape } = value;
    if (source.kind === 'constant') return this.model.constant(dtype, shape, source.data);
    if (source.kind !== 'uniform') return unknownValue();
    const scalar = this.scalar(source.value, dtype);
    if (shape.length === 0) return scalar;
    return this.typed('Fill', [this.shapeOf(value), scalar], dtype, { index_type: { type: 'int32' } });
  }

  node(operation: string, inputs: readonly Ref[], attributes?: Attributes): Ref {
    return this.model.node(operation, inputs, attributes);
  }

  typed(operation: string, inputs: readonly Ref[], type: TfType, attributes?: Attributes): Ref {
    return this.model.typed(operation, inputs, type, attributes);
  }

  private once(key: string, make: () => Ref): Ref {
    const known = this.shared.get(key);
    if (known !== undefined) return known;
    const ref = make();
    this.shared.set(key, ref);
    return ref;
  }

  scalar(value: number, dtype: DataType = 'float32'): Ref {
    const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };
    return this.once(`${dtype} ${Object.is(value, -0) ? '-0' : value}`, () =>
      this.model.constant(dtype, [], arrays[dtype].of(value)),
    );
  }

  /** A list of int32, as axes, sizes and bounds are given. */
  integers(values: Shape): Ref {
    return this.once(`list ${values.join()}`, () =>
      this.model.constant('int32', [values.length], Int32Array.from(values)),
    );
  }

  /** The shape as a signature declares it: -1 for a length given at run time. */
  port(value: Value): Shape {
    return this.dimensionsOf(value).map((dimension) => (isFixed(dimension) ? fixedLength(dimension) : -1));
  }

  /** The shape of a value as a list of int32, computed at run time where it must be. */
  shapeOf(value: Value): Ref {
    return this.lengths(this.dimensionsOf(value));
  }

  /** The shape to reshape to: TensorFlow works out one unknown length by itself. */
  reshapeTarget(value: Value): Ref {
    const open = this.dimensionsOf(value).filter((dimension) => !isFixed(dimension)).length;
    return open <= 1 ? this.integers(this.port(value)) : this.shapeOf(value);
  }

  lengths(dimensions: readonly SymbolicDimension[]): Ref {
    if (dimensions.every(isFixed)) return this.integers(dimensions.map(fixedLength));
    const parts = dimensions.map((dimension) => this.length(dimension));
    return this.typed('Pack', parts, 'int32', { N: { integer: parts.length }, axis: { integer: 0 } });
  }

  /** One length as a scalar. */
  private length(dimension: SymbolicDimension): Ref {
    return this.once(`length ${dimension.join()}`, () => {
      const terms = dimension.flatMap((coefficient, mask) =>
        coefficient === 0 ? [] : [this.term(coefficient, mask)],
      );
      if (terms.length === 0) return this.scalar(0, 'int32');
      return terms.reduce((sum, term) => this.typed('AddV2', [sum, term], 'int32'));
    });
  }

  private term(coefficient: number, mask: number): Ref {
    const factors = this.symbols
      .filter((_, index) => (mask >> index) % 2 === 1)
      .map((symbol) => this.symbol(symbol));
    if (coefficient !== 1 || factors.length === 0) factors.push(this.scalar(coefficient, 'int32'));
    return factors.reduce((product, factor) => this.typed('Mul', [product, factor], 'int32'));
  }

  private symbol({ name, input, axis }: DimensionSymbol): Ref {
    return this.once(`symbol ${name}`, () => {
      const carrier = this.fed.get(input) ?? unknownValue();
      const shape = this.typed('Shape', [this.ref(carrier)], carrier.dtype, { out_type: { type: 'int32' } });
      const bounds = [[axis], [axis + 1], [1]].map((bound) => this.integers(bound));
      return this.typed('StridedSlice', [shape, ...bounds], 'int32', {
        Index: { type: 'int32' },
        shrink_axis_mask: { integer: 1 },
      });
    });
  }
}

function unknownValue(): never {
  throw new Error('A value is used before it is computed.');
}
