/** What an import added, and what it did not take. */
import { rejectionCodes, type RejectionCode } from '#app/domain/figure.ts';

export interface WriteCounts {
  articles: number;
  figures: number;
  pairs: number;
  unchanged: number;
  /** Figures that were there with their image on a server, and have it in the corpus by now. */
  nowLocal: number;
  rejected: number;
  /** `rejected` by reason. */
  rejectedBy: Partial<Record<RejectionCode, number>>;
}

export const noCounts = (): WriteCounts => ({
  articles: 0,
  figures: 0,
  pairs: 0,
  unchanged: 0,
  nowLocal: 0,
  rejected: 0,
  rejectedBy: {},
});

export function addCounts(into: WriteCounts, more: WriteCounts): void {
  into.articles += more.articles;
  into.figures += more.figures;
  into.pairs += more.pairs;
  into.unchanged += more.unchanged;
  into.nowLocal += more.nowLocal;
  into.rejected += more.rejected;
  for (const code of rejectionCodes) {
    const found = more.rejectedBy[code];
    if (found) into.rejectedBy[code] = (into.rejectedBy[code] ?? 0) + found;
  }
}
