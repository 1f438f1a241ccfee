/** Counts per value of a field over a view. A facet ignores its own filter, so that its other values stay visible. */
import type { CorpusQuery, FacetField, FacetValue } from '#app/domain/corpus.ts';
import { facetSelection, filterWithout } from '#app/domain/filter.ts';
import { unknownValue } from '#app/domain/filter-fields.ts';
import { curationStatuses, licenseCodes, splitNames } from '#app/domain/figure.ts';
import { unreachable } from '#app/util/error.ts';
import type { Corpus } from './corpus.ts';
import { filterMask } from './evaluate-filter.ts';
import type { IntegerArray } from './integer-column.ts';
import { countInto } from './count-codes.ts';
import { listOf, type Selection } from './selection.ts';
import type { Steps } from './steps.ts';
import { maskKey, parseQuery, select } from './view.ts';

/** Values that a facet lists at most; the most frequent ones and those that the filter selects. */
const listedValues = 500;
/** One row in so many is few enough: the list is then 20 MB at fifteen million rows. */
const sparseness = 3;

/** Values of one facet with their counts, in the order in which they are shown. */
export function* facetSteps(corpus: Corpus, query: CorpusQuery, field: FacetField): Steps<FacetValue[]> {
  const parsed = parseQuery(query);
  const filter = filterWithout(parsed.filter, field);
  filterMask(corpus, filter);
  yield;
  const selection = select(corpus, { ...parsed, filter });
  const key = maskKey(corpus, filter);
  // Without a condition of its own a facet looks at the same rows as others.
  const rows = key === maskKey(corpus, parsed.filter) ? compact(corpus, selection, key) : selection;
  yield;
  const values = countValues(corpus, field, rows);
  const listed = values.slice(0, listedValues);
  const missing = facetSelection(query.filter, field).filter(
    (chosen) => !listed.some(({ value }) => value.toLowerCase() === chosen.toLowerCase()),
  );
  const counted = (chosen: string): number =>
    values.find(({ value }) => value.toLowerCase() === chosen.toLowerCase())?.count ?? 0;
  return [...listed, ...missing.map((value) => ({ value, count: counted(value) }))];
}

/** A list of few rows is made once for all facets: each then looks at those alone. */
function compact(corpus: Corpus, rows: Selection, key: string): Selection {
  if (rows.kind !== 'mask' || rows.total * sparseness > corpus.rows) return rows;
  const ids = corpus.cache.ids(`rows ${key}`, () => listOf(rows));
  return { kind: 'ids', ids, total: rows.total };
}

/** Counts of every value that occurs in the selected rows. */
export function countValues(corpus: Corpus, field: FacetField, rows: Selection): FacetValue[] {
  switch (field) {
    case 'license':
      return countCodes(corpus.columns.column('license').values, rows, (code) => licenseCodes[code]);
    case 'split':
      return countCodes(corpus.columns.column('split').values, rows, (code) => splitNames[code]);
    case 'status':
      return countCodes(corpus.columns.column('status').values, rows, (code) => curationStatuses[code]);
    case 'year':
      return newestFirst(countCodes(corpus.columns.column('year').values, rows, yearName));
    case 'journal':
      return mostFirst(
        countCodes(corpus.columns.column('journal').values, rows, (code) => corpus.journals.name(code)),
      );
    case 'modality':
      return mostFirst(
        countCodes(corpus.columns.column('modality').values, rows, (code) => corpus.modalities.name(code)),
      );
    case 'tag':
      return mostFirst(countTags(corpus, rows));
    default:
      return unreachable(field, 'facet');
  }
}

function countCodes(
  column: IntegerArray,
  rows: Selection,
  nameOf: (code: number) => string | undefined,
): FacetValue[] {
  const counts = new Uint32Array(
    column.BYTES_PER_ELEMENT === 4 ? largest(column) + 1 : 1 << (8 * column.BYTES_PER_ELEMENT),
  );
  countInto(counts, column, rows);
  const values: FacetValue[] = [];
  counts.forEach((count, code) => {
    if (count > 0) values.push({ value: nameOf(code) ?? unknownValue, count });
  });
  return values;
}

function largest(column: IntegerArray): number {
  let value = 0;
  for (let row = 0; row < column.length; row += 1) value = Math.max(value, column[row]);
  return value;
}

function countTags(corpus: Corpus, rows: Selection): FacetValue[] {
  if (corpus.columns.tags.size === 0) return [];
  const isIn = membership(corpus.rows, rows);
  return [...corpus.columns.tags]
    .map(([value, tagged]) => {
      let count = 0;
      if (!isIn) count = tagged.size;
      else
        tagged.forEach((row) => {
          count += isIn[row];
        });
      return { value, count };
    })
    .filter(({ count }) => count > 0);
}

/** [rows]; undefined when all are in. */
function membership(rows: number, selection: Selection): Uint8Array | undefined {
  if (selection.kind === 'all') return undefined;
  if (selection.kind === 'mask') return selection.mask;
  const isIn = new Uint8Array(rows);
  for (const row of listOf(selection)) isIn[row] = 1;
  return isIn;
}

function mostFirst(values: FacetValue[]): FacetValue[] {
  return values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

function yearName(year: number): string | undefined {
  return year === 0 ? undefined : String(year);
}

/** Years as counted, ascending with the unknown in front: the other way round. */
function newestFirst(values: FacetValue[]): FacetValue[] {
  return values.reverse();
}
