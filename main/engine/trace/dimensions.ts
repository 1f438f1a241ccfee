/**
 * Dimensions that are given at run time. A program is traced with fixed shapes; tracing it again with other batch
 * sizes or text lengths and comparing the graphs tells how every dimension depends on them.
 */
import { sameShape } from '#app/ml/tensor-data.ts';
import type { Graph, Value } from './graph.ts';

/** A length given at run time: where it is read from, and the two values it was traced with. */
export interface DimensionSymbol {
  readonly name: string;
  /** Graph input and axis that carry it. */
  readonly input: string;
  readonly axis: number;
  readonly traced: readonly [low: number, high: number];
}

/**
 * A length as a sum of products: coefficients[mask] times the product of the symbols whose bit is set in `mask`.
 * All dimensions of our programs have this form (batch, batch * tokens, 3 * size, ...).
 */
export type SymbolicDimension = readonly number[];

export function isFixed(dimension: SymbolicDimension): boolean {
  return dimension.every((coefficient, mask) => mask === 0 || coefficient === 0);
}

/** The constant part: the length itself where it is fixed. */
export function fixedLength(dimension: SymbolicDimension): number {
  return dimension[0]!;
}

export function fixed(length: number): SymbolicDimension {
  return [length];
}

/** Lengths at the corners of the symbols' traced values -> coefficients. Corner bit i set: symbol i had its high value. */
function solve(corners: readonly number[], symbols: readonly DimensionSymbol[]): SymbolicDimension {
  const last = symbols.at(-1);
  if (last === undefined) return corners;
  const [low, high] = last.traced;
  const rest = symbols.slice(0, -1);
  const half = corners.length / 2;
  const atLow = solve(corners.slice(0, half), rest);
  const atHigh = solve(corners.slice(half), rest);
  const slopes = atLow.map((coefficient, mask) => (atHigh[mask]! - coefficient) / (high - low));
  const offsets = atLow.map((coefficient, mask) => coefficient - slopes[mask]! * low);
  return [...offsets, ...slopes];
}

export type DimensionsOf = (value: Value) => readonly SymbolicDimension[];

/** Every dimension is as traced. */
export const fixedDimensions: DimensionsOf = (value) => value.shape.map(fixed);

/**
 * Compares the traces of one program at all corners (2 to the power of the number of symbols, in the order of
 * `solve`). Throws where the program itself, and not only its shapes, depends on a symbol.
 */
export function symbolicDimensions(
  corners: readonly Graph[],
  symbols: readonly DimensionSymbol[],
): DimensionsOf {
  const [first, ...others] = corners;
  if (first === undefined) throw new Error('No traces to compare.');
  const solved = new Map<Value, readonly SymbolicDimension[]>();
  const relate = (value: Value, counterparts: readonly Value[]): void => {
    if (solved.has(value)) return;
    for (const other of counterparts) checkAlike(value, other);
    const lengths = (axis: number): number[] => [value, ...counterparts].map(({ shape }) => shape[axis]!);
    solved.set(
      value,
      value.shape.map((_, axis) => solve(lengths(axis), symbols)),
    );
  };
  for (const [name, value] of first.inputs)
    relate(
      value,
      others.map((graph) => known(graph.inputs.get(name))),
    );
  if (others.some(({ nodes }) => nodes.length !== first.nodes.length)) throw differs();
  first.nodes.forEach((node, position) => {
    const counterparts = others.map((graph) => known(graph.nodes[position]));
    const operation = JSON.stringify(node.operation);
    if (counterparts.some((other) => JSON.stringify(other.operation) !== operation)) throw differs();
    node.inputs.forEach((value, index) =>
      relate(
        value,
        counterparts.map(({ inputs }) => known(inputs[index])),
      ),
    );
    node.outputs.forEach((value, index) =>
      relate(
        value,
        counterparts.map(({ outputs }) => known(outputs[index])),
      ),
    );
  });
  return (value) => solved.get(value) ?? fixedDimensions(value);
}

function checkAlike(a: Value, b: Value): void {
  const sameKind = a.source.kind === b.source.kind && a.shape.length === b.shape.length;
  const sameUniform =
    a.source.kind !== 'uniform' || b.source.kind !== 'uniform' || a.source.value === b.source.value;
  const sameConstant = a.source.kind !== 'constant' || sameShape(a.shape, b.shape);
  if (!sameKind || !sameUniform || !sameConstant) throw differs();
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw differs();
  return value;
}

function differs(): Error {
  return new Error('The program depends on its batch size or text length in more than its shapes.');
}
