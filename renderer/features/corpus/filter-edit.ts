/** The filter text as the query bar and the facets handle it: chips and year range. */
import { type Filter, join, negate } from '#app/domain/filter-ast.ts';
import type { FilterField } from '#app/domain/filter-fields.ts';
import { formatFilter, parseFilter, setFacet } from '#app/domain/filter.ts';
import { errorRecord } from '#app/util/error.ts';
import { fieldName, valueName } from './facet-names.ts';

export interface FilterChip {
  readonly tone: 'filter' | 'negated' | 'error';
  readonly field?: string;
  readonly value: string;
  /** The filter text without this condition. */
  readonly without: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/** One chip for each condition that must hold; one in error for a text that cannot be read. */
export function chipsOf(filterText: string): readonly FilterChip[] {
  if (filterText.trim() === '') return [];
  const parsed = tryParse(filterText);
  if (!parsed.ok) return [{ tone: 'error', value: filterText, without: '', problem: parsed.problem }];
  const conditions = conditionsOf(parsed.filter);
  return conditions.map((condition, index) => {
    const rest = conditions.filter((_other, at) => at !== index);
    return { ...describe(condition), without: rest.length === 0 ? '' : formatFilter(join('and', rest)) };
  });
}

function describe(filter: Filter): Omit<FilterChip, 'without'> {
  if (filter.kind === 'not') {
    const inner = describe(filter.child);
    return {
      ...inner,
      tone: 'negated',
      ...(inner.field ? { field: `not ${inner.field}` } : { value: `not (${inner.value})` }),
    };
  }
  if (filter.kind === 'values') {
    return {
      tone: 'filter',
      field: fieldName(filter.field).toLowerCase(),
      value: filter.values.map((value) => valueName(filter.field, value)).join(', '),
    };
  }
  if (filter.kind === 'range') {
    return {
      tone: 'filter',
      field: fieldName(filter.field).toLowerCase(),
      value: rangeName(filter.from, filter.to),
    };
  }
  return { tone: 'filter', value: formatFilter(filter) };
}

function rangeName(from: number | undefined, to: number | undefined): string {
  if (from === undefined) return `up to ${to}`;
  if (to === undefined) return `from ${from}`;
  return from === to ? String(from) : `${from}–${to}`;
}

/** The years that the filter lets through, when it says so as one range. */
export function yearRange(filterText: string): { readonly from?: number; readonly to?: number } | undefined {
  const parsed = tryParse(filterText);
  if (!parsed.ok) return undefined;
  const range = conditionsOf(parsed.filter).find(
    (condition) => condition.kind === 'range' && condition.field === 'year',
  );
  return range?.kind === 'range' ? range : undefined;
}

/** The filter with this range of years in place of all it said about them; undefined takes it away. */
export function withYearRange(
  filterText: string,
  range: { readonly from: number; readonly to: number } | undefined,
): string {
  const rest = setFacet(filterText, 'year', []);
  return range ? `${rest} year:${range.from}..${range.to}`.trim() : rest;
}

/** What the filter says about the values of a facet. */
export interface FacetChoice {
  readonly included: readonly string[];
  readonly excluded: readonly string[];
}

/** Values that the filter wants of a facet and values that it leaves out; none where it says something else. */
export function facetChoice(filterText: string, field: FilterField): FacetChoice {
  const parsed = tryParse(filterText);
  if (!parsed.ok) return { included: [], excluded: [] };
  const excluded = conditionsOf(parsed.filter).flatMap((condition) =>
    condition.kind === 'not' && condition.child.kind === 'values' && condition.child.field === field
      ? condition.child.values
      : [],
  );
  const included = conditionsOf(parsed.filter).flatMap((condition) =>
    condition.kind === 'values' && condition.field === field ? condition.values : [],
  );
  return { included, excluded };
}

/** The filter with this choice in place of all it said about the facet. */
export function withFacetChoice(filterText: string, field: FilterField, choice: FacetChoice): string {
  const rest = setFacet(filterText, field, choice.included);
  if (choice.excluded.length === 0) return rest;
  return addTerms(rest, formatFilter(negate({ kind: 'values', field, values: choice.excluded })));
}

/** What a press on a value makes of the choice: `include` and `exclude` take each other's place, and go when pressed again. */
export function toggledChoice(choice: FacetChoice, value: string, as: 'include' | 'exclude'): FacetChoice {
  const { included, excluded } = choice;
  const without = (values: readonly string[]) => values.filter((other) => other !== value);
  const had = (as === 'include' ? included : excluded).includes(value);
  return {
    included: as === 'include' && !had ? [...included, value] : without(included),
    excluded: as === 'exclude' && !had ? [...excluded, value] : without(excluded),
  };
}

/** Both conditions; text that cannot be read is kept, so that its chip can say why. */
export const addTerms = (filterText: string, terms: string): string => {
  const [own, more] = [tryParse(filterText), tryParse(terms)];
  if (!own.ok || !more.ok) return `${filterText} ${terms}`.trim();
  const conditions = [own.filter, more.filter].filter(({ kind }) => kind !== 'all');
  return conditions.length === 0 ? '' : formatFilter(join('and', conditions));
};

type Parsed =
  | { readonly ok: true; readonly filter: Filter }
  | { readonly ok: false; readonly problem: string };

function tryParse(text: string): Parsed {
  try {
    return { ok: true, filter: parseFilter(text) };
  } catch (error) {
    const { message, remedy } = errorRecord(error);
    return { ok: false, problem: remedy ? `${message} ${remedy}` : message };
  }
}

function conditionsOf(filter: Filter): readonly Filter[] {
  if (filter.kind === 'all') return [];
  return filter.kind === 'and' ? filter.children : [filter];
}
