/** The filter text as the query bar and the facets handle it: chips, year range, terms typed among words. */
import { type Filter, join } from '#app/domain/filter-ast.ts';
import { filterFields } from '#app/domain/filter-fields.ts';
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

const termPattern = new RegExp(
  String.raw`(?:^|\s)(-?(?:${filterFields.join('|')})(?::|>=|<=|>|<)(?:"[^"]*"|[^\s"])+)(?=\s|$)`,
  'gi',
);

/** Splits what was typed into words to search for and conditions such as `year>=2015`. */
export function splitTyped(typed: string): { readonly text: string; readonly terms: string } {
  const terms: string[] = [];
  const text = typed.replaceAll(termPattern, (_match, term: string) => {
    terms.push(term);
    return ' ';
  });
  return { text: text.replaceAll(/\s+/g, ' ').trim(), terms: terms.join(' ') };
}

/** Both conditions; text that cannot be read is kept, so that its chip can say why. */
export const addTerms = (filterText: string, terms: string): string => {
  const both = `${filterText} ${terms}`.trim();
  const parsed = tryParse(both);
  return parsed.ok ? formatFilter(parsed.filter) : both;
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
