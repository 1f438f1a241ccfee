/** Turns a traced graph into an ONNX model: names, shapes given at run time, weights. */
import type { DataType, Graph, Shape, Value } from '../trace/graph.ts';
import {
  type DimensionsOf,
  type DimensionSymbol,
  fixedDimensions,
  fixedLength,
  isFixed,
  type SymbolicDimension,
} from '../trace/dimensions.ts';
import { scaleName } from './int8.ts';
import { type InitializerData, type OnnxAttributes, type OnnxDimension, OnnxModel } from './model.ts';
import { lowerOperation } from './operators.ts';

export interface LoweringOptions {
  /** Weights [out, in] that are initializers [in, out] of int8, with an initializer of scales each (int8.ts). */
  readonly int8?: ReadonlySet<string>;
  /** Inputs that become initializers, by name: ONNX Runtime prepares constant weights for its kernels. */
  readonly weights?: ReadonlyMap<string, InitializerData>;
  /** Lengths given at run time, with the dimensions solved for them. */
  readonly symbols?: readonly DimensionSymbol[];
  readonly dimensionsOf?: DimensionsOf;
  /** No operator of ONNX Runtime's own, so that any runtime can read the file. */
  readonly standardOnly?: boolean;
}

/** The ONNX model of a graph; inputs and outputs keep their names. */
export function lower(graph: Graph, options: LoweringOptions = {}): OnnxModel {
  const lowering = new Lowering(options);
  for (const [name, value] of graph.inputs) lowering.declareInput(name, value);
  for (const node of graph.nodes) {
    const names = lowerOperation(lowering, node);
    node.outputs.forEach((value, index) => lowering.bind(value, names[index]!));
  }
  for (const [name, value] of graph.outputs) lowering.declareOutput(name, value);
  return lowering.model;
}

export class Lowering {
  readonly model = new OnnxModel();
  private readonly names = new Map<Value, string>();
  private readonly symbolNames = new Map<string, string>();
  private readonly weights: ReadonlyMap<string, InitializerData>;
  private readonly symbols: readonly DimensionSymbol[];
  private readonly int8: ReadonlySet<string>;
  private readonly quantisedNames = new Map<string, readonly string[]>();
  readonly dimensionsOf: DimensionsOf;
  readonly standardOnly: boolean;

  constructor(options: LoweringOptions) {
    this.standardOnly = options.standardOnly ?? false;
    this.weights = options.weights ?? new Map();
    this.symbols = options.symbols ?? [];
    this.dimensionsOf = options.dimensionsOf ?? fixedDimensions;
    this.int8 = options.int8 ?? new Set();
  }

  declareInput(name: string, value: Value): void {
    const data = this.weights.get(name);
    if (data === undefined)
      this.model.inputs.push({ name, dtype: value.dtype, dimensions: this.declared(value) });
    else if (this.int8.has(name)) this.declareInt8(name, value, data);
    else this.model.initializers.push({ name, dtype: value.dtype, shape: value.shape, data });
    this.bind(value, name);
  }

  private declareInt8(name: string, { shape }: Value, data: InitializerData): void {
    const scales = this.weights.get(scaleName(name));
    if (scales === undefined) throw new Error(`The scales of ${name} are missing.`);
    this.model.initializers.push(
      { name, dtype: 'int8', shape: shape.toReversed(), data },
      { name: scaleName(name), dtype: 'float32', shape: shape.slice(0, 1), data: scales },
    );
  }

  /** The name of an int8 weight, when the value is one. */
  int8Weight({ source }: Value): string | undefined {
    return source.kind === 'input' && this.int8.has(source.name) ? source.name : undefined;
  }

  /** Quantised values, scale and zero point of x; computed once however many products read them. */
  quantised(x: string): readonly [values: string, scale: string, zero: string] {
    const [values, scale, zero] =
      this.quantisedNames.get(x) ?? this.model.nodeWithOutputs('DynamicQuantizeLinear', [x], 3);
    if (values === undefined || scale === undefined || zero === undefined)
      throw new Error('Quantising gives three results.');
    this.quantisedNames.set(x, [values, scale, zero]);
    return [values, scale, zero];
  }

  declareOutput(name: string, value: Value): void {
    this.model.outputs.push({ name, dtype: value.dtype, dimensions: this.declared(value) });
    this.model.rename(this.nameOf(value), name);
  }

  private declared(value: Value): readonly OnnxDimension[] {
    return this.dimensionsOf(value).map((dimension) => {
      if (isFixed(dimension)) return fixedLength(dimension);
      const alone = this.symbols.findIndex((_, index) =>
        dimension.every((c, mask) => c === (mask === 1 << index ? 1 : 0)),
      );
      return this.symbols[alone]?.name ?? `length ${dimension.join(' ')}`;
    });
  }

  bind(value: Value, name: string): void {
    this.names.set(value, name);
  }

  /** The ONNX name of a value; constants are written on first use. */
  nameOf(value: Value): string {
    const known = this.names.get(value);
    if (known !== undefined) return known;
    const name = this.literal(value);
    this.names.set(value, name);
    return name;
  }

  private literal(value: Value): string {
    const { source } = value;
    if (source.kind === 'uniform') {
      const scalar = this.model.scalar(source.value, value.dtype);
      return value.shape.length === 0 ? scalar : this.node('Expand', [scalar, this.shapeOf(value)]);
    }
    if (source.kind === 'constant') return this.model.constant(value.dtype, value.shape, source.data);
    throw new Error('A value is used before it is computed.');
  }

  node(type: string, inputs: readonly string[], attributes?: OnnxAttributes, domain?: string): string {
    return this.model.node(type, inputs, attributes, domain);
  }

  integers(values: Shape): string {
    return this.model.integers(values);
  }

  scalar(value: number, dtype: DataType): string {
    return this.model.scalar(value, dtype);
  }

  /** The shape of a value as an int64 vector, computed at run time where it must be. */
  shapeOf(value: Value): string {
    return this.vector(this.dimensionsOf(value));
  }

  reshape(name: string, output: Value): string {
    const dimensions = this.dimensionsOf(output);
    const open = dimensions.filter((dimension) => !isFixed(dimension)).length;
    // ONNX works out one unknown length by itself.
    const shape =
      open <= 1
        ? this.integers(dimensions.map((dimension) => (isFixed(dimension) ? fixedLength(dimension) : -1)))
        : this.vector(dimensions);
    return this.node('Reshape', [name, shape]);
  }

  vector(dimensions: readonly SymbolicDimension[]): string {
    if (dimensions.every(isFixed)) return this.integers(dimensions.map(fixedLength));
    return this.node(
      'Concat',
      dimensions.map((dimension) => this.length(dimension)),
      { axis: 0 },
    );
  }

  /** One length as an int64 vector of one. */
  private length(dimension: SymbolicDimension): string {
    const terms = dimension.flatMap((coefficient, mask) =>
      coefficient === 0 ? [] : [this.term(coefficient, mask)],
    );
    return terms.reduce((sum, term) => this.node('Add', [sum, term]));
  }

  private term(coefficient: number, mask: number): string {
    const factors = this.symbols
      .filter((_, index) => (mask >> index) % 2 === 1)
      .map((symbol) => this.symbol(symbol));
    if (coefficient !== 1 || factors.length === 0) factors.push(this.integers([coefficient]));
    return factors.reduce((product, factor) => this.node('Mul', [product, factor]));
  }

  private symbol({ name, input, axis }: DimensionSymbol): string {
    const known = this.symbolNames.get(name);
    if (known !== undefined) return known;
    const length = this.node('Shape', [input], { start: axis, end: axis + 1 });
    this.symbolNames.set(name, length);
    return length;
  }
}
