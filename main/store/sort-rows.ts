/** Orders rows by a column of the side-car. Equal rows keep their order; rows without a value come last. */
import { unreachable } from '#app/util/error.ts';
import type { Sort } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import type { IntegerArray } from './integer-column.ts';

/** Sorts ids (ascending row order) into a new array. */
export function sortRows(corpus: Corpus, ids: Uint32Array, { field, direction }: Sort): Uint32Array {
  const descending = direction === 'desc';
  switch (field) {
    case 'id':
      return descending ? ids.slice().reverse() : ids;
    case 'year':
      return countingSort(ids, corpus.columns.column('year').values, descending, identityRanks);
    case 'captionLength':
      return countingSort(ids, corpus.columns.column('words').values, descending, identityRanks);
    case 'journal': {
      const ranks = corpus.journals.alphabeticalRanks();
      return countingSort(ids, corpus.columns.column('journal').values, descending, (code) =>
        code === 0 ? undefined : ranks[code],
      );
    }
    case 'updated':
      return byUpdate(ids, corpus.columns.column('updated').values, descending);
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
  ids: Uint32Array,
  column: IntegerArray,
  descending: boolean,
  rankOf: (value: number) => number | undefined,
): Uint32Array {
  let largest = 0;
  for (let index = 0; index < ids.length; index += 1) largest = Math.max(largest, column[ids[index]]);
  const counts = new Uint32Array(largest + 1);
  for (let index = 0; index < ids.length; index += 1) counts[column[ids[index]]] += 1;

  const ranked: { value: number; rank: number }[] = [];
  for (let value = 0; value <= largest; value += 1) {
    if (counts[value] === 0) continue;
    const rank = rankOf(value);
    ranked.push({ value, rank: rank === undefined ? Infinity : descending ? -rank : rank });
  }
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0));

  // [value] -> place of the next row with that value
  const places = new Uint32Array(largest + 1);
  let place = 0;
  for (const { value } of ranked) {
    places[value] = place;
    place += counts[value];
  }
  const sorted = new Uint32Array(ids.length);
  for (let index = 0; index < ids.length; index += 1) {
    const value = column[ids[index]];
    sorted[places[value]] = ids[index];
    places[value] += 1;
  }
  return sorted;
}

/** Edited rows by their last edit; the others follow in row order, as nobody touched them since the import. */
function byUpdate(ids: Uint32Array, updated: IntegerArray, descending: boolean): Uint32Array {
  const touched = ids.filter((id) => updated[id] > 0);
  touched.sort((a, b) => (descending ? updated[b] - updated[a] : updated[a] - updated[b]) || a - b);
  const sorted = new Uint32Array(ids.length);
  sorted.set(touched);
  sorted.set(
    ids.filter((id) => updated[id] === 0),
    touched.length,
  );
  return sorted;
}
