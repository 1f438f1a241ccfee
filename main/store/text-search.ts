/**
 * Full-text search. Row ids leave SQLite as one comma-separated blob per range: an order of magnitude faster than
 * one JavaScript object per row. Ranking is exact bm25 for up to `rankedAtMost` matches; of more, only the newest
 * ones are ranked and the others follow, newest first.
 */
import type { StatementSync } from 'node:sqlite';
import type { Corpus } from './corpus.ts';
import type { Mask } from './evaluate-filter.ts';
import { bytesOf } from './cells.ts';
import { missingWords } from './missing-words.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';
import { parseIds, type RankedMatches } from './text-statements.ts';

/** Rows whose matches leave SQLite at once: bounds the memory of a common word. */
const rowsPerRange = 1 << 21;

function concatenate(parts: readonly Uint32Array[]): Uint32Array {
  const [only, second] = parts;
  if (only && !second) return only;
  const all = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

function idsMatching(corpus: Corpus, expression: string): Uint32Array {
  const parts: Uint32Array[] = [];
  for (let from = 0; from < corpus.rows; from += rowsPerRange) {
    const row = corpus.text.idsInRange.get(expression, from, from + rowsPerRange - 1);
    parts.push(idsOf(row, corpus.rows));
  }
  return concatenate(parts);
}

function idsOf(row: ReturnType<StatementSync['get']>, below: number): Uint32Array {
  const cell = row?.['ids'];
  return parseIds(cell === null || cell === undefined ? undefined : bytesOf(cell), below);
}

function expressionOf({ match, exclude }: TextQuery & { match: string }): string {
  return exclude === undefined ? match : `(${match}) NOT (${exclude})`;
}

/** Whether the query has words that must match (else its hits have no ranking). */
export function isRankable(query: TextQuery): query is TextQuery & { match: string } {
  return query.match !== undefined;
}

/** What of a query decides its hits. */
export function textKey({ match, exclude }: TextQuery): string {
  return JSON.stringify([match, exclude]);
}

/** Ids of all rows that match, ascending. Cached: must not be written to. */
export function textHits(corpus: Corpus, query: TextQuery): Uint32Array {
  const { text } = corpus.columns.versions;
  return corpus.cache.ids(`hits ${text} ${textKey(query)}`, () => {
    if (isRankable(query)) return idsMatching(corpus, expressionOf(query));
    const excluded = new Uint8Array(corpus.rows);
    for (const id of query.exclude === undefined ? [] : idsMatching(corpus, query.exclude)) excluded[id] = 1;
    return idsIn(excluded, 0);
  });
}

/** Rows whose byte in a mask is `value`. */
export function idsIn(mask: Uint8Array, value: 0 | 1): Uint32Array {
  let count = 0;
  for (let row = 0; row < mask.length; row += 1) if (mask[row] === value) count += 1;
  const ids = new Uint32Array(count);
  let place = 0;
  for (let row = 0; row < mask.length; row += 1) {
    if (mask[row] !== value) continue;
    ids[place] = row;
    place += 1;
  }
  return ids;
}

/** How many of the matches are ranked; undefined when all are. */
export function rankedWithin({ text }: Corpus, matches: number): number | undefined {
  return matches > text.rankedAtMost ? text.rankedAtMost : undefined;
}

/** Matches in order of relevance: `matches`, ids ascending that pass the mask, ranked as far as ranking goes. */
export function rankMatches(
  corpus: Corpus,
  query: TextQuery & { match: string },
  matches: Uint32Array,
  mask: Mask,
): Uint32Array {
  const { ids } = corpus.text.rank(expressionOf(query), mask, corpus.rows);
  if (ids.length === matches.length) return ids;
  const older = matches.slice(0, Math.max(0, matches.length - ids.length)).reverse();
  return concatenate([ids, older]);
}

export interface BestMatches extends RankedMatches {
  /** False: the text holds no word that must match. */
  readonly rankable: boolean;
  /** True: too few captions hold all of the words; those that hold some are ranked. */
  readonly someWords: boolean;
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
    return { ...nothing, rankable: false, someWords: false, missing: [] };
  }
  const strict = corpus.text.rank(expressionOf(query), mask, corpus.rows);
  // A sentence seldom matches word for word: then rows that hold some of its words are ranked.
  const enough = strict.ids.length >= k || query.any === undefined;
  const ranked = enough
    ? strict
    : corpus.text.rank(expressionOf({ ...query, match: query.any }), mask, corpus.rows);
  const isBounded = ranked.ids.length === corpus.text.rankedAtMost;
  return {
    ids: ranked.ids.slice(0, k),
    scores: ranked.scores.slice(0, k),
    rankable: true,
    someWords: ranked !== strict,
    ...(isBounded
      ? { rankedWithin: ranked.ids.length, matches: countWithin(corpus, query, enough, mask) }
      : {}),
    missing: missingWords(corpus, query),
  };
}

/** All matches within a mask; `strict` for those of every word. */
function countWithin(corpus: Corpus, query: TextQuery, strict: boolean, mask: Mask): number {
  const hits = textHits(corpus, strict ? query : { ...query, match: query.any });
  return mask ? hits.reduce((count, id) => count + mask[id], 0) : hits.length;
}
