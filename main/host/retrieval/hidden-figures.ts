/** What a search did not show, and why: nothing is missing without a reason. */
import type { SearchResult } from '#app/domain/search.ts';

export interface HiddenCounts {
  /** Figures of the corpus. */
  readonly figures: number;
  /** Of those, what the filter lets through. */
  readonly included: number;
  /** Of the included, what was added after the embedding was made. */
  readonly notEmbedded?: number;
  /** Of the included, what has an empty vector: its image could not be read when the corpus was embedded. */
  readonly unreadable?: number;
  /** Matches by words that were not ranked: only the newest ones are. */
  readonly belowBound?: number;
  /** Figures that a hit stands for. */
  readonly copies: number;
}

export function hiddenOf(counts: HiddenCounts): SearchResult['hidden'] {
  const reasons: readonly (readonly [string, number | undefined])[] = [
    ['copies of a hit that is shown', counts.copies],
    ['excluded by the filter', counts.figures - counts.included],
    ['not embedded yet', counts.notEmbedded],
    ['image could not be read when it was embedded', counts.unreadable],
    ['older matches beyond the ranking by words', counts.belowBound],
  ];
  return reasons.flatMap(([reason, count = 0]) => (count > 0 ? [{ reason, count }] : []));
}
