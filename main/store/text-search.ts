/**
 * Text matches by relevance: exact bm25 for up to `rankedAtMost` matches; of more, only the newest 100,000 are ranked
 * and the others follow, newest first.
 */
import type { Corpus } from './corpus.ts';
import type { Mask } from './evaluate-filter.ts';
import { missingWords } from './missing-words.ts';
import { expressionOf, isRankable, textHits, textKey } from './text-hits.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';
import type { RankedMatches } from './text-statements.ts';

/** Of too many matches, so many are ranked: bm25 first counts every match of every word, which takes its time too. */
const mostOfMany = 100_000;

export const rankedOfMany = ({ text }: Corpus): number => Math.min(text.rankedAtMost, mostOfMany);

/** How many of so many matches are ranked; undefined when all are. For a query that is ranked at all. */
export function rankedWithin(corpus: Corpus, matches: number): number | undefined {
  return matches > corpus.text.rankedAtMost ? rankedOfMany(corpus) : undefined;
}

/**
 * The ranked part of a view: the newest `limit` matches within the mask. Cached: must not be written to.
 * `maskKey`: what the mask depends on.
 */
export function rankedRows(
  corpus: Corpus,
  query: TextQuery & { match: string },
  { mask, maskKey, limit }: { mask: Mask; maskKey: string; limit: number },
): Uint32Array {
  const key = `ranked ${limit} ${corpus.columns.versions.text} ${textKey(query)} ${maskKey}`;
  return corpus.cache.ids(key, () => corpus.text.rank(expressionOf(query), mask, corpus.rows, limit).ids);
}

/** All matches in their order: the ranked ones, then the older ones of `matches` (ids ascending), newest first. */
export function withOlder(ranked: Uint32Array, matches: Uint32Array): Uint32Array {
  if (ranked.length === matches.length) return ranked;
  const all = new Uint32Array(matches.length);
  all.set(ranked);
  const older = all.subarray(ranked.length);
  older.set(matches.subarray(0, older.length));
  older.reverse();
  return all;
}

export interface BestMatches extends RankedMatches {
  /** False: the text holds no word that must match. */
  readonly rankable: boolean;
  /** Set when captions with some of the words follow those with all of them: how many the first are. */
  readonly withAllWords?: number;
  /** Set when only the newest N of all `matches` were ranked. */
  readonly rankedWithin?: number;
  readonly matches?: number;
  /** Words that no caption holds. */
  readonly missing: string[];
}

/** The best `k` rows for a text with their scores (negated bm25, larger is better), within the mask. */
export function bestMatches(corpus: Corpus, text: string, k: number, mask: Mask): BestMatches {
  const query = parseTextQuery(text);
  if (!query || !isRankable(query)) {
    const nothing = { ids: new Uint32Array(0), scores: new Float32Array(0) };
    return { ...nothing, rankable: false, missing: [] };
  }
  const strict = corpus.text.rank(expressionOf(query), mask, corpus.rows);
  // A sentence seldom matches word for word: then rows that hold some of its words follow.
  const enough = strict.ids.length >= k || query.any === undefined;
  const ranked = enough
    ? strict
    : corpus.text.rank(expressionOf({ ...query, match: query.any }), mask, corpus.rows);
  const isBounded = ranked.ids.length === corpus.text.rankedAtMost;
  return {
    ...(enough ? firstOf(strict, k) : firstOf(followedBy(strict, firstOf(ranked, k + strict.ids.length)), k)),
    rankable: true,
    ...(ranked.ids.length > strict.ids.length ? { withAllWords: strict.ids.length } : {}),
    ...(isBounded
      ? { rankedWithin: ranked.ids.length, matches: countWithin(corpus, query, enough, mask) }
      : {}),
    missing: missingWords(corpus, query),
  };
}

const firstOf = ({ ids, scores }: RankedMatches, k: number): RankedMatches => ({
  ids: ids.slice(0, k),
  scores: scores.slice(0, k),
});

/** One ranking behind another, without what the first has already. */
function followedBy(first: RankedMatches, second: RankedMatches): RankedMatches {
  const known = new Set(first.ids);
  const rest = [...second.ids.keys()].filter((place) => !known.has(second.ids[place]));
  return {
    ids: Uint32Array.from([...first.ids, ...rest.map((place) => second.ids[place])]),
    scores: Float32Array.from([...first.scores, ...rest.map((place) => second.scores[place])]),
  };
}

/** All matches within a mask; `strict` for those of every word. */
function countWithin(corpus: Corpus, query: TextQuery, strict: boolean, mask: Mask): number {
  const hits = textHits(corpus, strict ? query : { ...query, match: query.any });
  return mask ? hits.reduce((count, id) => count + mask[id], 0) : hits.length;
}
