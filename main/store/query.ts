/** Count and facets of a view. */
import type { CorpusQuery, FacetField, QueryResult } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { facetValues } from './facets.ts';
import { openView } from './view.ts';

export function queryCorpus(corpus: Corpus, query: CorpusQuery, facets: readonly FacetField[]): QueryResult {
  const startedAt = performance.now();
  const { total, rankedWithin } = openView(corpus, query);
  const counts = Object.fromEntries(facets.map((field) => [field, facetValues(corpus, query, field)]));
  return {
    total,
    ...(rankedWithin === undefined ? {} : { rankedWithin }),
    facets: counts,
    revision: corpus.revision,
    milliseconds: performance.now() - startedAt,
  };
}
