/**
 * The rows that match a text. Ids leave SQLite as one comma-separated blob per range of rows: an order of magnitude
 * faster than one JavaScript object per row. A common word takes most of a second at fifteen million rows, so it is
 * looked up range by range, and whoever can lets others in between.
 */
import { bytesOf, numberOf } from './cells.ts';
import type { Corpus } from './corpus.ts';
import { finish, type Steps } from './steps.ts';
import type { TextQuery } from './text-query.ts';
import { parseIds } from './text-statements.ts';

/**
 * Rows whose matches are taken at once: about 20 ms of the commonest word. Bounds the time until somebody else has a
 * turn, and the memory of their text on its way out of SQLite, which is several times that of the ids.
 */
export const rowsPerRange = 1 << 18;

export function concatenate(parts: readonly Uint32Array[]): Uint32Array {
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

function* matchingSteps(corpus: Corpus, expression: string): Steps<Uint32Array> {
  const parts: Uint32Array[] = [];
  for (let from = 0; from < corpus.rows; from += rowsPerRange) {
    if (from > 0) yield;
    parts.push(hitsInRange(corpus, expression, from, from + rowsPerRange - 1));
  }
  return concatenate(parts);
}

/** Matches of an expression among rows [from, to], ascending. */
export function hitsInRange(corpus: Corpus, expression: string, from: number, to: number): Uint32Array {
  const cell = corpus.text.idsInRange.get(expression, from, to)?.['ids'];
  return parseIds(cell === null || cell === undefined ? undefined : bytesOf(cell), corpus.rows);
}

export function expressionOf({ match, exclude }: TextQuery & { match: string }): string {
  return exclude === undefined ? match : `(${match}) NOT (${exclude})`;
}

/** Whether the query has words that must match (else its hits have no ranking). */
export function isRankable(query: TextQuery): query is TextQuery & { match: string } {
  return query.match !== undefined;
}

/** Whether several words must follow each other somewhere: in quotes, or joined as in x-ray. */
export function hasPhrase({ match }: { match: string }): boolean {
  return /"[^"]*[^\p{L}\p{N}"][^"]*"/u.test(match);
}

/** What of a query decides its hits. */
export function textKey({ match, exclude }: TextQuery): string {
  return JSON.stringify([match, exclude]);
}

const hitsKey = (corpus: Corpus, query: TextQuery): string =>
  `hits ${corpus.columns.versions.text} ${textKey(query)}`;

/** Ids of all rows that match, ascending. Cached: must not be written to. */
export function textHits(corpus: Corpus, query: TextQuery): Uint32Array {
  return corpus.cache.ids(hitsKey(corpus, query), () => finish(allHits(corpus, query)));
}

/** Whether `textHits` is there at once. */
export const hasHits = (corpus: Corpus, query: TextQuery): boolean =>
  corpus.cache.has(hitsKey(corpus, query));

/** The same in steps: afterwards `textHits` is there at once. */
export function* hitSteps(corpus: Corpus, query: TextQuery): Steps<void> {
  const key = hitsKey(corpus, query);
  if (corpus.cache.has(key)) return;
  const hits = yield* allHits(corpus, query);
  corpus.cache.ids(key, () => hits);
}

function* allHits(corpus: Corpus, query: TextQuery): Steps<Uint32Array> {
  if (isRankable(query)) return yield* matchingSteps(corpus, expressionOf(query));
  const rows = corpus.rows;
  const excluded = new Uint8Array(rows);
  const ids = query.exclude === undefined ? [] : yield* matchingSteps(corpus, query.exclude);
  for (const id of ids) excluded[id] = 1;
  return idsIn(excluded, 0);
}

const countKey = (corpus: Corpus, query: TextQuery): string =>
  `count ${corpus.columns.versions.text} ${textKey(query)}`;

/** How many rows match: a third of the time of listing them. */
export function textCount(corpus: Corpus, query: TextQuery & { match: string }): number {
  if (corpus.cache.has(hitsKey(corpus, query))) return textHits(corpus, query).length;
  return corpus.cache.ids(countKey(corpus, query), () => finish(matchCount(corpus, query)))[0];
}

/** The same in steps: afterwards `textCount` is there at once. */
export function* countSteps(corpus: Corpus, query: TextQuery & { match: string }): Steps<void> {
  const key = countKey(corpus, query);
  if (corpus.cache.has(key) || corpus.cache.has(hitsKey(corpus, query))) return;
  const count = yield* matchCount(corpus, query);
  corpus.cache.ids(key, () => count);
}

function* matchCount(corpus: Corpus, query: TextQuery & { match: string }): Steps<Uint32Array> {
  let count = 0;
  const rows = corpus.rows;
  for (let from = 0; from < rows; from += rowsPerRange) {
    if (from > 0) yield;
    const to = Math.min(rows, from + rowsPerRange) - 1;
    count += numberOf(corpus.text.countInRange.get(expressionOf(query), from, to)?.['n']);
  }
  return Uint32Array.of(count);
}

/** Rows whose byte in a mask is `value`. */
function idsIn(mask: Uint8Array, value: 0 | 1): Uint32Array {
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
