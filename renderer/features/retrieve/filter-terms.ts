/** The conditions of a filter, each with the filter that is left without it. */
import { join } from '#app/domain/filter-ast.ts';
import { formatFilter, parseFilter } from '#app/domain/filter.ts';
import { errorRecord } from '#app/util/error.ts';

export interface FilterTerm {
  readonly text: string;
  readonly without: string;
  /** Why it cannot be read. */
  readonly problem?: string;
}

export function filterTerms(filter: string): readonly FilterTerm[] {
  if (filter.trim() === '') return [];
  try {
    const parsed = parseFilter(filter);
    const parts = parsed.kind === 'and' ? parsed.children : [parsed];
    return parts.map((part, index) => {
      const rest = parts.filter((_other, at) => at !== index);
      return { text: formatFilter(part), without: rest.length === 0 ? '' : formatFilter(join('and', rest)) };
    });
  } catch (error) {
    return [{ text: filter, without: '', problem: errorRecord(error).message }];
  }
}

/** Both filters must hold. Throws invalid-input for one that cannot be read. */
export const bothFilters = (filter: string, more: string): string =>
  filter.trim() === ''
    ? formatFilter(parseFilter(more))
    : formatFilter(join('and', [parseFilter(filter), parseFilter(more)]));

/** Why a filter cannot be read; undefined when it can. */
export const filterProblem = (filter: string): string | undefined => filterTerms(filter)[0]?.problem;
