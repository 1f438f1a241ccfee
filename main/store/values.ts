/** Values of a field, for completion and for finding one among thousands. */
import type { CorpusQuery, FacetField, FacetValue } from '#app/domain/corpus.ts';
import { filterWithout } from '#app/domain/filter.ts';
import type { Corpus } from './corpus.ts';
import { countValues } from './facets.ts';
import { parseQuery, select } from './view.ts';

/** The last count of each corpus: a person types letter after letter about one field. */
const lastCounts = new WeakMap<Corpus, { readonly key: string; readonly values: readonly FacetValue[] }>();

/**
 * The commonest values that hold the letters, those that begin with them first. Counted over the query without its own
 * condition on the field.
 */
export function valuesOf(
  corpus: Corpus,
  field: FacetField,
  letters: string,
  limit: number,
  query: CorpusQuery = { text: '', filter: '' },
): FacetValue[] {
  const wanted = letters.toLowerCase();
  const beginning: FacetValue[] = [];
  const inside: FacetValue[] = [];
  for (const value of countedValues(corpus, field, query)) {
    const at = value.value.toLowerCase().indexOf(wanted);
    if (at === 0) beginning.push(value);
    else if (at > 0 && inside.length < limit) inside.push(value);
    if (beginning.length === limit) break;
  }
  return [...beginning, ...inside].slice(0, limit);
}

function countedValues(corpus: Corpus, field: FacetField, query: CorpusQuery): readonly FacetValue[] {
  const parsed = parseQuery(query);
  const key = JSON.stringify([corpus.revision, field, query.text, query.filter]);
  const last = lastCounts.get(corpus);
  if (last?.key === key) return last.values;
  const rows = select(corpus, { ...parsed, filter: filterWithout(parsed.filter, field) });
  const values = countValues(corpus, field, rows).toSorted((left, right) => right.count - left.count);
  lastCounts.set(corpus, { key, values });
  return values;
}
