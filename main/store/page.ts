/** Pages of a view, as the grid scrolls. */
import type { CorpusQuery, FigureSummary } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { finish, type Steps } from './steps.ts';
import { summariesOf } from './summaries.ts';
import { parseTextQuery } from './text-query.ts';
import { openView, prepareView } from './view.ts';

/** Summaries of rows [offset, offset + limit) of a view, with highlights when it has a text. */
export function pageOf(corpus: Corpus, query: CorpusQuery, offset: number, limit: number): FigureSummary[] {
  return finish(pageSteps(corpus, query, offset, limit));
}

/** The same in steps. */
export function* pageSteps(
  corpus: Corpus,
  query: CorpusQuery,
  offset: number,
  limit: number,
): Steps<FigureSummary[]> {
  yield* prepareView(corpus, query, { end: offset + limit });
  const ids = openView(corpus, query).slice(offset, limit);
  return summariesOf(corpus, ids, parseTextQuery(query.text));
}
