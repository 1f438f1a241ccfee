/** Where a figure stands in a view. */
import type { CorpusQuery } from '#app/domain/corpus.ts';
import type { Corpus } from './corpus.ts';
import { openView } from './view.ts';

/** 0-based place of a row in the order of the view; undefined when the view does not hold it. */
export function positionOf(corpus: Corpus, query: CorpusQuery, row: number): number | undefined {
  return openView(corpus, query).placeOf(row);
}
