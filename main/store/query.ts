/** Count and facets of a view. */
import type { CorpusQuery, FacetField, QueryResult } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { facetSteps } from './facets.ts';
import { finish, type Steps } from './steps.ts';
import { openView, prepareView } from './view.ts';

export function queryCorpus(corpus: Corpus, query: CorpusQuery, facets: readonly FacetField[]): QueryResult {
  return finish(querySteps(corpus, query, facets));
}

/** The same in steps. The revision is that of the first one: what changes in between is told by the next. */
export function* querySteps(
  corpus: Corpus,
  query: CorpusQuery,
  facets: readonly FacetField[],
): Steps<QueryResult> {
  const startedAt = performance.now();
  const { revision } = corpus;
  yield* prepareView(corpus, query, facets.length > 0 ? 'list' : 'total');
  const { total, rankedWithin } = openView(corpus, query);
  const counts: QueryResult['facets'] = {};
  for (const field of facets) {
    yield;
    counts[field] = yield* facetSteps(corpus, query, field);
  }
  return {
    total,
    ...(rankedWithin === undefined ? {} : { rankedWithin }),
    facets: counts,
    revision,
    milliseconds: performance.now() - startedAt,
  };
}
