/** Orders rows by a column of the side-car. Equal rows keep their order; rows without a value come last. */
import { unreachable } from '#app/util/error.ts';
import type { Sort } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { countInto } from './count-codes.ts';
import type { IntegerArray } from './integer-column.ts';
import { listOf, type Selection } from './selection.ts';

/** Sorts selected rows into a new list. */
export function sortRows(corpus: Corpus, rows: Selection, { field, direction }: Sort): Uint32Array {
  const descending = direction === 'desc';
  switch (field) {
    case 'id':
      return descending ? listOf(rows).slice().reverse() : listOf(rows);
    case 'year':
      return countingSort(rows, corpus.columns.column('year').values, descending, identityRanks);
    case 'captionLength':
      return countingSort(rows, corpus.columns.column('words').values, descending, identityRanks);
    case 'journal': {
      const ranks = corpus.journals.alphabeticalRanks();
      return countingSort(rows, corpus.columns.column('journal').values, descending, (code) =>
        code === 0 ? undefined : ranks[code],
      );
    }
    case 'updated':
      return byUpdate(rows, corpus.columns.column('updated').values, descending);
    default:
      return unreachable(field, 'sort field');
  }
}

/** 0 is "not known". */
function identityRanks(value: number): number | undefined {
  return value === 0 ? undefined : value;
}

/** Stable counting sort: one pass to count, one to place. Values are few compared with rows. */
function countingSort(
  rows: Selection,
  column: IntegerArray,
  descending: boolean,
  rankOf: (value: number) => number | undefined,
): Uint32Array {
  const counts = countsOf(rows, column);
  const ranked: { value: number; rank: number }[] = [];
  for (let value = 0; value < counts.length; value += 1) {
    if (counts[value] === 0) continue;
    const rank = rankOf(value);
    ranked.push({ value, rank: rank === undefined ? Infinity : descending ? -rank : rank });
  }
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));

  // [value] -> place of the next row with that value
  const places = new Uint32Array(counts.length);
  let place = 0;
  for (const { value } of ranked) {
    places[value] = place;
    place += counts[value];
  }
  return placeRows(rows, column, places);
}

/** [value] rows that have it. */
function countsOf(rows: Selection, column: IntegerArray): Uint32Array {
  let largest = 2 ** (8 * column.BYTES_PER_ELEMENT) - 1;
  if (column.BYTES_PER_ELEMENT === 4) {
    largest = 0;
    for (let row = 0; row < column.length; row += 1) largest = Math.max(largest, column[row]);
  }
  const counts = new Uint32Array(largest + 1);
  countInto(counts, column, rows);
  return counts;
}

function placeRows(rows: Selection, column: IntegerArray, places: Uint32Array): Uint32Array {
  const sorted = new Uint32Array(rows.total);
  if (rows.kind === 'ids') {
    for (const row of rows.ids) {
      const value = column[row];
      sorted[places[value]] = row;
      places[value] += 1;
    }
    return sorted;
  }
  const mask = rows.kind === 'mask' ? rows.mask : undefined;
  for (let row = 0; row < column.length; row += 1) {
    if (mask?.[row] === 0) continue;
    const value = column[row];
    sorted[places[value]] = row;
    places[value] += 1;
  }
  return sorted;
}

/** Edited rows by their last edit; the others follow in row order, as nobody touched them since the import. */
function byUpdate(rows: Selection, updated: IntegerArray, descending: boolean): Uint32Array {
  const ids = listOf(rows);
  let touchedCount = 0;
  for (let index = 0; index < ids.length; index += 1) if (updated[ids[index]] > 0) touchedCount += 1;
  if (touchedCount === 0) return ids;
  const sorted = new Uint32Array(ids.length);
  const touched = sorted.subarray(0, touchedCount);
  let first = 0;
  let rest = touchedCount;
  for (let index = 0; index < ids.length; index += 1) {
    const id = ids[index];
    if (updated[id] > 0) touched[first++] = id;
    else sorted[rest++] = id;
  }
  touched.sort((a, b) => (descending ? updated[b] - updated[a] : updated[a] - updated[b]) || a - b);
  return sorted;
}
