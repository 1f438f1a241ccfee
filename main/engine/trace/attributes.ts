/** Reads the attributes of a tfjs kernel call, which tfjs types loosely, with a check each. */
import type { NamedAttrMap } from '@tensorflow/tfjs-core';

function fail(name: string, expected: string, found: unknown): never {
  throw new Error(`The kernel attribute '${name}' should be ${expected} and is ${JSON.stringify(found)}.`);
}

function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}

function isIntegerList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isInteger);
}

/** A number; absent counts as 0. */
export function number(attributes: NamedAttrMap, name: string): number {
  const value = attributes[name] ?? 0;
  return typeof value === 'number' ? value : fail(name, 'a number', value);
}

export function integer(attributes: NamedAttrMap, name: string): number {
  const value = attributes[name];
  return isInteger(value) ? value : fail(name, 'an integer', value);
}

/** A list of integers, or one integer as a list of one; undefined when absent. */
export function integers(attributes: NamedAttrMap, name: string): readonly number[] | undefined {
  const value = attributes[name];
  if (value === undefined || value === null) return undefined;
  if (isInteger(value)) return [value];
  return isIntegerList(value) ? value : fail(name, 'a list of integers', value);
}

export function nestedIntegers(attributes: NamedAttrMap, name: string): readonly (readonly number[])[] {
  const value: unknown = attributes[name];
  return Array.isArray(value) && value.every(isIntegerList) ? value : fail(name, 'pairs of integers', value);
}

/** Absent counts as false. */
export function booleanAttribute(attributes: NamedAttrMap, name: string): boolean {
  const value = attributes[name] ?? false;
  return typeof value === 'boolean' ? value : fail(name, 'a boolean', value);
}

export function text(attributes: NamedAttrMap, name: string, fallback?: string): string {
  const value = attributes[name] ?? fallback;
  return typeof value === 'string' ? value : fail(name, 'a text', value);
}
