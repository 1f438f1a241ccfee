/** Typed access to what SQLite returns. A cell of another type means that the database is not ours: internal. */
import type { SQLOutputValue } from 'node:sqlite';
import { FigscopeError } from '#app/util/error.ts';

export type Cell = SQLOutputValue | undefined;

function unexpected(cell: Cell, wanted: string): FigscopeError {
  return new FigscopeError('internal', {
    message: `The database of the corpus holds a ${typeof cell} where ${wanted} is expected.`,
    remedy: 'Copy the corpus folder for safety, then restore it from a backup or import again.',
  });
}

export function numberOf(cell: Cell): number {
  if (typeof cell === 'number') return cell;
  throw unexpected(cell, 'a number');
}

export function textOf(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  throw unexpected(cell, 'text');
}

export function bytesOf(cell: Cell): Uint8Array {
  if (cell instanceof Uint8Array) return cell;
  throw unexpected(cell, 'a sequence of bytes');
}

export function optionalText(cell: Cell): string | undefined {
  return cell === null || cell === undefined ? undefined : textOf(cell);
}

export function optionalNumber(cell: Cell): number | undefined {
  return cell === null || cell === undefined ? undefined : numberOf(cell);
}

/** The element of a closed list that a stored code stands for. */
export function memberOf<T extends string>(list: readonly T[], cell: Cell): T {
  const member = list[numberOf(cell)];
  if (member === undefined) throw unexpected(cell, 'a known code');
  return member;
}

/** A column of JSON text: a list of strings. */
export function stringsOf(cell: Cell): string[] {
  const list: unknown = JSON.parse(textOf(cell));
  if (!Array.isArray(list) || !list.every((item) => typeof item === 'string'))
    throw unexpected(cell, 'a list');
  return list;
}
