/**
 * Phrases of common words: FTS5 looks at every caption that holds the words, once to list the matches and twice more
 * to rank them, which takes seconds at millions of captions. Their views are shown newest first, and the first rows
 * come from the newest ranges alone.
 */
import type { Corpus } from './corpus.ts';
import type { Mask } from './evaluate-filter.ts';
import { finish, type Steps } from './steps.ts';
import { numberOf } from './cells.ts';
import {
  concatenate,
  expressionOf,
  hasHits,
  hasPhrase,
  hitsInRange,
  rowsPerRange,
  textKey,
} from './text-hits.ts';
import type { TextQuery } from './text-query.ts';

type Rankable = TextQuery & { readonly match: string };

/** Times `rankedAtMost` (a million in all): of a phrase whose words are in more captions, no match is ranked. */
const captionsOfPhraseTimes = 10 / 3;
/** Rows at the top of a view that are found without listing all of it. */
const firstRows = 1024;

/**
 * Whether a query holds a phrase that is shown newest first: judged by how many captions hold the words, in any order,
 * among the newest 262,144.
 */
export function isNewestFirst(corpus: Corpus, query: Rankable): boolean {
  if (!hasPhrase(query)) return false;
  const key = `words ${corpus.columns.versions.text} ${textKey(query)}`;
  const [captions] = corpus.cache.ids(key, () => {
    const first = Math.max(0, corpus.rows - rowsPerRange);
    const found = corpus.text.countInRange.get(wordsOf(query), first, corpus.rows - 1)?.['n'];
    const share = corpus.rows / Math.max(1, corpus.rows - first);
    return Uint32Array.of(Math.round(numberOf(found) * share));
  });
  return captions > captionsOfPhraseTimes * corpus.text.rankedAtMost;
}

/** The expression with every phrase taken apart into words that must all be there. */
function wordsOf({ match }: Rankable): string {
  return match.replaceAll(/"([^"]*)"/gu, (_, phrase: string) =>
    (phrase.match(/[\p{L}\p{N}\p{M}\p{Co}]+/gu) ?? ['']).map((word) => `"${word}"`).join(' '),
  );
}

const newestKey = (corpus: Corpus, query: Rankable, maskKey: string): string =>
  `newest ${corpus.columns.versions.text} ${textKey(query)} ${maskKey}`;

/** Whether rows up to `end` of the view are better found from the top than by listing all matches. */
export function isNearTop(corpus: Corpus, query: Rankable, end: number): boolean {
  return end <= firstRows && !hasHits(corpus, query);
}

/** The newest rows that match and are in the mask, newest first, 1,024 of them where there are as many. Cached. */
export function newestHits(corpus: Corpus, query: Rankable, mask: Mask, maskKey: string): Uint32Array {
  return corpus.cache.ids(newestKey(corpus, query, maskKey), () => finish(newest(corpus, query, mask)));
}

/** The same in steps: afterwards `newestHits` is there at once. */
export function* newestSteps(corpus: Corpus, query: Rankable, mask: Mask, maskKey: string): Steps<void> {
  const key = newestKey(corpus, query, maskKey);
  if (corpus.cache.has(key)) return;
  const found = yield* newest(corpus, query, mask);
  corpus.cache.ids(key, () => found);
}

function* newest(corpus: Corpus, query: Rankable, mask: Mask): Steps<Uint32Array> {
  const parts: Uint32Array[] = [];
  let missing = firstRows;
  for (let end = corpus.rows; end > 0 && missing > 0; end -= rowsPerRange) {
    const found = hitsInRange(corpus, expressionOf(query), Math.max(0, end - rowsPerRange), end - 1);
    const kept = (mask ? found.filter((id) => mask[id] === 1) : found).reverse().subarray(0, missing);
    parts.push(kept);
    missing -= kept.length;
    yield;
  }
  return concatenate(parts);
}
