/** Values of a field, for completion. */
import type { FacetField, FacetValue } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { queryCorpus } from './query.ts';

/** The commonest values that hold the letters, those that begin with them first. */
export function valuesOf(corpus: Corpus, field: FacetField, letters: string, limit: number): FacetValue[] {
  const wanted = letters.toLowerCase();
  const all = queryCorpus(corpus, { text: '', filter: '' }, [field]).facets[field] ?? [];
  const beginning = all.filter(({ value }) => value.toLowerCase().startsWith(wanted));
  const inside = all.filter(
    ({ value }) => !value.toLowerCase().startsWith(wanted) && value.toLowerCase().includes(wanted),
  );
  return [...beginning, ...inside].slice(0, limit);
}
