/** A filter over the side-car: one byte per row, 1 where the row is in. */
import { formatFilter, filterFieldsOf, type Filter } from '#app/domain/filter.ts';
import { rowsOfValue, unknownValue, type FilterField } from '#app/domain/filter-fields.ts';
import { curationStatuses, licenseCodes, splitNames } from '#app/domain/figure.ts';
import { unreachable } from '#app/util/error.ts';
import type { StatementSync } from 'node:sqlite';
import { numberOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import type { IntegerArray, IntegerColumn } from './integer-column.ts';

/** Stands for a number that no row has; 0 in a column means not known. */
const notACode = -1;

/** [rows], 1 where the row is in; undefined when every row is. */
export type Mask = Uint8Array | undefined;

/** Rows that a filter lets through. The mask belongs to a cache: it must not be written to. */
export function filterMask(corpus: Corpus, filter: Filter): Mask {
  return filter.kind === 'all' ? undefined : evaluate(corpus, filter);
}

/** The versions of everything that a filter looks at. */
export function versionsOf(corpus: Corpus, filter: Filter): string {
  const { rows, status, tags } = corpus.columns.versions;
  const fields = filterFieldsOf(filter);
  return `${rows}.${fields.has('status') ? status : ''}.${fields.has('tag') ? tags : ''}`;
}

/** Every part is kept: when one condition of several changes, the others are not looked at again. */
function evaluate(corpus: Corpus, filter: Filter): Uint8Array {
  const key = `mask ${versionsOf(corpus, filter)} ${formatFilter(filter)}`;
  return corpus.cache.mask(key, () => compute(corpus, filter));
}

function compute(corpus: Corpus, filter: Filter): Uint8Array {
  switch (filter.kind) {
    case 'all':
      return new Uint8Array(corpus.rows).fill(1);
    case 'and':
      return combine(corpus, filter.children, intersect);
    case 'or':
      return combine(corpus, filter.children, unite);
    case 'not':
      return complement(evaluate(corpus, filter.child));
    case 'range':
      return inRange(corpus.columns.column(filter.field), filter.from ?? 1, filter.to ?? Infinity);
    case 'values':
      return hasValue(corpus, filter.field, filter.values);
    default:
      return unreachable(filter, 'filter');
  }
}

function combine(
  corpus: Corpus,
  [first, second, ...others]: readonly Filter[],
  into: (left: Words, right: Words, result: Words) => void,
): Uint8Array {
  const start = evaluate(corpus, first);
  if (second === undefined) return start;
  const mask = new Uint8Array(start.length);
  const join = (left: Uint8Array, right: Uint8Array): void => {
    // Four rows at a time, the last ones one by one.
    const whole = mask.length >> 2;
    into(wordsOf(left, whole), wordsOf(right, whole), wordsOf(mask, whole));
    into(left.subarray(whole << 2), right.subarray(whole << 2), mask.subarray(whole << 2));
  };
  join(start, evaluate(corpus, second));
  for (const other of others) join(mask, evaluate(corpus, other));
  return mask;
}

type Words = Uint8Array | Uint32Array;

const wordsOf = (mask: Uint8Array, words: number): Uint32Array =>
  new Uint32Array(mask.buffer, mask.byteOffset, words);

function intersect(left: Words, right: Words, result: Words): void {
  for (let place = 0; place < result.length; place += 1) result[place] = left[place] & right[place];
}

function unite(left: Words, right: Words, result: Words): void {
  for (let place = 0; place < result.length; place += 1) result[place] = left[place] | right[place];
}

function complement(mask: Uint8Array): Uint8Array {
  const other = new Uint8Array(mask.length);
  for (let row = 0; row < mask.length; row += 1) other[row] = mask[row] ^ 1;
  return other;
}

/** 0 stands for a number that is not known: such rows are in no range. */
function inRange(column: IntegerColumn, from: number, to: number): Uint8Array {
  const values = column.values;
  const lowest = Math.max(from, 1);
  const mask = new Uint8Array(values.length);
  if (values.BYTES_PER_ELEMENT < 4) {
    // The sign of either difference says that a value is outside: no branch, no table.
    const low = Math.ceil(Math.min(lowest, 0x1_0000));
    const high = Math.floor(Math.max(-1, Math.min(to, 0x1_0000)));
    for (let row = 0; row < mask.length; row += 1)
      mask[row] = (((values[row] - low) | (high - values[row])) >>> 31) ^ 1;
    return mask;
  }
  for (let row = 0; row < mask.length; row += 1) {
    const value = values[row];
    mask[row] = value >= lowest && value <= to ? 1 : 0;
  }
  return mask;
}

/** [code] -> 0, for every code that the column can hold. */
const tableOf = (column: IntegerArray): Uint8Array => new Uint8Array(1 << (8 * column.BYTES_PER_ELEMENT));

/** [rows] what the table says of each row's code. */
function lookUp(column: IntegerArray, table: Uint8Array): Uint8Array {
  const mask = new Uint8Array(column.length);
  for (let row = 0; row < mask.length; row += 1) mask[row] = table[column[row]];
  return mask;
}

function hasValue(corpus: Corpus, field: FilterField, values: readonly string[]): Uint8Array {
  switch (field) {
    case 'license':
      return hasCode(corpus.columns.column('license').values, placesIn(licenseCodes, values));
    case 'split':
      return hasCode(corpus.columns.column('split').values, placesIn(splitNames, values));
    case 'status':
      return hasCode(corpus.columns.column('status').values, placesIn(curationStatuses, values));
    case 'journal':
    case 'modality': {
      const dictionary = field === 'journal' ? corpus.journals : corpus.modalities;
      const codes = values.flatMap((value) => [
        ...dictionary.codesLike(value),
        ...(value.toLowerCase() === unknownValue ? [0] : []),
      ]);
      return hasCode(corpus.columns.column(field).values, codes);
    }
    case 'year':
    case 'width':
    case 'height':
      return hasCode(
        corpus.columns.column(field).values,
        values.map((value) => (value === unknownValue ? 0 : Number(value) || notACode)),
      );
    case 'tag':
      return hasTag(corpus, values);
    case 'row':
      return rowsNamed(corpus, values);
    case 'article':
      return rowsFound(corpus, values, [corpus.statements.rowsOfArticleKey]);
    case 'pmcid':
      return rowsFound(corpus, values, [corpus.statements.rowsOfPmcid, corpus.statements.rowsOfArticleKey]);
    default:
      return unreachable(field, 'field');
  }
}

function placesIn(list: readonly string[], values: readonly string[]): number[] {
  return values.map((value) => list.indexOf(value));
}

function hasCode(column: IntegerArray, codes: readonly number[]): Uint8Array {
  if (column.BYTES_PER_ELEMENT === 4) {
    const wanted = new Set(codes);
    const mask = new Uint8Array(column.length);
    for (let row = 0; row < mask.length; row += 1) mask[row] = wanted.has(column[row]) ? 1 : 0;
    return mask;
  }
  // Codes that the column cannot hold fall outside the table.
  const wanted = tableOf(column);
  for (const code of codes) wanted[code] = 1;
  return lookUp(column, wanted);
}

function hasTag(corpus: Corpus, values: readonly string[]): Uint8Array {
  const mask = new Uint8Array(corpus.rows);
  const wanted = new Set(values.map((value) => value.toLowerCase()));
  for (const [tag, rows] of corpus.columns.tags) {
    if (!wanted.has(tag.toLowerCase())) continue;
    rows.forEach((row) => {
      mask[row] = 1;
    });
  }
  return mask;
}

function rowsNamed(corpus: Corpus, values: readonly string[]): Uint8Array {
  const mask = new Uint8Array(corpus.rows);
  for (const value of values) {
    const [first, last] = rowsOfValue(value);
    mask.fill(1, first, last + 1);
  }
  return mask;
}

function rowsFound(
  corpus: Corpus,
  values: readonly string[],
  statements: readonly StatementSync[],
): Uint8Array {
  const mask = new Uint8Array(corpus.rows);
  for (const value of values) {
    for (const statement of statements) {
      for (const found of statement.iterate(value)) mask[numberOf(found['id'])] = 1;
    }
  }
  return mask;
}
