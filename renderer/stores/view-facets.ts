/**
 * Counts beside the rows. They are asked for one facet after the other once the rows are on their way, so that a
 * page that scrolling needs never waits behind all of them; what was counted before stays in sight until then.
 */
import { type CorpusQuery, type FacetField, facetFields, type QueryResult } from '#app/domain/corpus.ts';
import { host } from './client.ts';

export type Facets = QueryResult['facets'];

/** Yields each facet as it comes. Throws like any call; ends early when aborted. */
export async function* facetsOf(
  corpus: string,
  query: CorpusQuery,
  signal: AbortSignal,
): AsyncGenerator<Facets> {
  for (const field of inOrder) {
    const { facets } = await host()['corpus.query']({ corpus, query, facets: [field] }, { signal });
    if (signal.aborted) return;
    yield facets;
  }
}

/** As the pane shows them, so that they fill in from the top. */
const shownFirst: readonly FacetField[] = ['year', 'modality', 'license', 'journal'];
const inOrder: readonly FacetField[] = [...new Set([...shownFirst, ...facetFields])];
