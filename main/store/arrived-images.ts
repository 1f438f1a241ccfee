/**
 * Rows whose image was on a server when they were written and is in the corpus by now. Nothing else of a row that the
 * side-car holds ever changes but what people decide. Kept as facts of the corpus, numbered from 1, each the rows of
 * one transaction as ranges (`0-499,507`), so that whoever has taken in the first n reads the others only.
 */
import type { DatabaseSync } from 'node:sqlite';
import { factOf, setFact } from './meta.ts';

const countKey = 'arrivedImages';
const keyOf = (number: number): string => `arrivedImages ${number}`;

/** Rows first to last, both among them. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** How many lists of arrived images there are. */
export function arrivalLists(database: DatabaseSync): number {
  return Number(factOf(database, countKey) ?? 0);
}

/** Notes rows in ascending or any other order; inside the transaction that changes them. */
export function noteArrivals(database: DatabaseSync, rows: readonly number[]): void {
  if (rows.length === 0) return;
  const ranges: { first: number; last: number }[] = [];
  for (const row of [...rows].sort((a, b) => a - b)) {
    const open = ranges.at(-1);
    if (open && row <= open.last + 1) open.last = row;
    else ranges.push({ first: row, last: row });
  }
  const number = arrivalLists(database) + 1;
  const text = ranges.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
  setFact(database, keyOf(number), text);
  setFact(database, countKey, String(number));
}

/** The rows of all lists after the first `known`. */
export function* arrivedRows(database: DatabaseSync, known: number): Generator<RowRange> {
  const count = arrivalLists(database);
  for (let number = known + 1; number <= count; number += 1) {
    for (const range of (factOf(database, keyOf(number)) ?? '').split(',')) {
      if (range === '') continue;
      const [first = 0, last = first] = range.split('-').map(Number);
      yield { first, last };
    }
  }
}
