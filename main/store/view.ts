/**
 * A view of a corpus: the rows that a query selects, in its order. What is costly is computed once and kept while
 * nothing changes, and lists are made only for orders that need one.
 */
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { formatFilter, parseFilter, type Filter } from '#app/domain/filter.ts';
import type { Corpus } from './corpus.ts';
import { filterMask, versionsOf } from './evaluate-filter.ts';
import { hasManyMatches } from './match-estimate.ts';
import { isNearTop, isNewestFirst, newestHits, newestSteps } from './newest-hits.ts';
import { listOf, maskSelection, placeOf, rowsAt, type Selection } from './selection.ts';
import { sortRows } from './sort-rows.ts';
import type { Steps } from './steps.ts';
import { countSteps, hasPhrase, hitSteps, isRankable, textCount, textHits, textKey } from './text-hits.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';
import { rankedOfMany, rankedRows, rankedWithin, withOlder } from './text-search.ts';

export interface View {
  readonly total: number;
  /** Set when relevance was computed for the newest matches only. */
  readonly rankedWithin: number | undefined;
  /** Ids in the order of the view; computed at the first call. Must not be written to. */
  ids(): Uint32Array;
  /** Ids at [offset, offset + limit). */
  slice(offset: number, limit: number): Uint32Array<ArrayBuffer>;
  /** 0-based place of a row; undefined when the view does not hold it. */
  placeOf(row: number): number | undefined;
}

/** Parsed parts of a query. */
export interface ParsedQuery {
  readonly filter: Filter;
  readonly text: TextQuery | undefined;
}

export function parseQuery({ filter, text }: Pick<CorpusQuery, 'filter' | 'text'>): ParsedQuery {
  return { filter: parseFilter(filter), text: parseTextQuery(text) };
}

/** The rows that pass filter and text. */
export function select(corpus: Corpus, { filter, text }: ParsedQuery): Selection {
  const mask = filterMask(corpus, filter);
  if (!text) return mask ? maskSelection(mask) : { kind: 'all', total: corpus.rows };
  const key = `both ${corpus.columns.versions.text} ${maskKey(corpus, filter)} ${textKey(text)}`;
  const ids = mask
    ? corpus.cache.ids(key, () => idsWithin(textHits(corpus, text), mask))
    : textHits(corpus, text);
  return { kind: 'ids', ids, total: ids.length };
}

/** Counted first: `filter` of a typed array gathers the values in an array of JavaScript, eight bytes for each. */
function idsWithin(ids: Uint32Array, mask: Uint8Array): Uint32Array {
  let count = 0;
  for (let index = 0; index < ids.length; index += 1) count += mask[ids[index]];
  const within = new Uint32Array(count);
  let place = 0;
  for (let index = 0; place < count; index += 1) {
    if (mask[ids[index]] === 0) continue;
    within[place] = ids[index];
    place += 1;
  }
  return within;
}

/** Ids that pass filter and text, ascending; undefined when every row does. */
export function selectedRows(corpus: Corpus, parsed: ParsedQuery): Uint32Array | undefined {
  const selection = select(corpus, parsed);
  return selection.kind === 'all' ? undefined : listOf(selection);
}

/** What the mask of a filter depends on. */
export const maskKey = (corpus: Corpus, filter: Filter): string =>
  `${versionsOf(corpus, filter)} ${formatFilter(filter)}`;

/**
 * The slow part of opening a view, in steps; afterwards openView answers at once.
 * @param wanted the rows themselves (facets), their number, or a page that ends at a place
 */
export function* prepareView(
  corpus: Corpus,
  query: CorpusQuery,
  wanted: 'list' | 'total' | { readonly end: number },
): Steps<void> {
  const { filter, text } = parseQuery(query);
  for (const part of filter.kind === 'and' || filter.kind === 'or' ? filter.children : []) {
    filterMask(corpus, part);
    yield;
  }
  if (!text) return;
  if (typeof wanted === 'object' && !query.sort && isRankable(text) && isNewestFirst(corpus, text)) {
    const key = maskKey(corpus, filter);
    if (isNearTop(corpus, text, wanted.end))
      return yield* newestSteps(corpus, text, filterMask(corpus, filter), key);
  }
  if (typeof wanted === 'object' && !query.sort && isRankable(text) && wanted.end <= rankedOfMany(corpus)) {
    if (hasManyMatches(corpus, text, filterMask(corpus, filter), maskKey(corpus, filter))) return;
    yield;
  }
  const lists = wanted === 'list';
  const mayCount = !lists && filter.kind === 'all' && query.sort === undefined;
  // Counting a phrase costs as much as listing it, and one of common words is listed anyway.
  if (mayCount && isRankable(text) && !hasPhrase(text)) yield* countSteps(corpus, text);
  else yield* hitSteps(corpus, text);
}

/** The view of a query. Throws invalid-input when the filter cannot be read. */
export function openView(corpus: Corpus, query: CorpusQuery): View {
  const parsed = parseQuery(query);
  const { text } = parsed;
  const { sort } = query;
  const inRowOrder = sort?.field === 'id' && sort.direction === 'asc';
  if (sort && !inRowOrder) return sortedView(corpus, parsed, query);
  if (!sort && text && isRankable(text)) return rankedView(corpus, parsed.filter, text);
  const selection = select(corpus, parsed);
  return {
    total: selection.total,
    rankedWithin: undefined,
    ids: () => listOf(selection),
    slice: (offset, limit) => rowsAt(selection, offset, limit),
    placeOf: (row) => placeOf(selection, row),
  };
}

function sortedView(corpus: Corpus, parsed: ParsedQuery, { text, sort }: CorpusQuery): View {
  const selection = select(corpus, parsed);
  const order = sort ?? { field: 'id', direction: 'asc' };
  if (order.field === 'id' && order.direction === 'desc') return backwards(selection);
  const version = order.field === 'updated' ? corpus.revision : corpus.columns.versions.text;
  const key = `sorted ${version} ${JSON.stringify([text, order])} ${maskKey(corpus, parsed.filter)}`;
  const list = (): Uint32Array => corpus.cache.ids(key, () => sortRows(corpus, selection, order));
  return { total: selection.total, rankedWithin: undefined, ...listView(list) };
}

/** The last row first, without a list of them. */
function backwards(selection: Selection): View {
  const { total } = selection;
  return {
    total,
    rankedWithin: undefined,
    ids: () => listOf(selection).slice().reverse(),
    slice: (offset, limit) => {
      const count = Math.max(0, Math.min(limit, total - offset));
      return rowsAt(selection, total - offset - count, count).reverse();
    },
    placeOf: (row) => {
      const place = placeOf(selection, row);
      return place === undefined ? undefined : total - 1 - place;
    },
  };
}

/**
 * By relevance. The matches beyond the ranked ones are listed when somebody goes there, and of very many the number is
 * counted when somebody asks for it.
 */
function rankedView(corpus: Corpus, filter: Filter, text: TextQuery & { match: string }): View {
  if (isNewestFirst(corpus, text)) return newestView(corpus, filter, text);
  const mask = filterMask(corpus, filter);
  const conditions = maskKey(corpus, filter);
  const isMany = hasManyMatches(corpus, text, mask, conditions);
  const count = (): number => (mask ? select(corpus, { filter, text }).total : textCount(corpus, text));
  const limit = isMany ? rankedOfMany(corpus) : (rankedWithin(corpus, count()) ?? count());
  const ranked = (): Uint32Array => rankedRows(corpus, text, { mask, maskKey: conditions, limit });
  const key = `view ${corpus.columns.versions.text} ${conditions} ${textKey(text)}`;
  const all = (): Uint32Array =>
    corpus.cache.ids(key, () => withOlder(ranked(), listOf(select(corpus, { filter, text }))));
  const whole = listView(all);
  return {
    get total() {
      return count();
    },
    get rankedWithin() {
      return count() > limit ? limit : undefined;
    },
    ids: all,
    slice: (offset, length) => {
      const first = ranked();
      // Fewer than asked for are all there are.
      const isRanked = offset + length <= first.length || first.length < limit || limit === count();
      return isRanked
        ? new Uint32Array(first.subarray(offset, offset + length))
        : whole.slice(offset, length);
    },
    placeOf: whole.placeOf,
  };
}

/** Of a phrase that is not ranked. Its number is counted when somebody asks for it. */
function newestView(corpus: Corpus, filter: Filter, text: TextQuery & { match: string }): View {
  const selected = (): Selection => select(corpus, { filter, text });
  return {
    get total() {
      return selected().total;
    },
    rankedWithin: 0,
    ids: () => backwards(selected()).ids(),
    slice: (offset, limit) => {
      const end = offset + limit;
      if (!isNearTop(corpus, text, end)) return backwards(selected()).slice(offset, limit);
      const newest = newestHits(corpus, text, filterMask(corpus, filter), maskKey(corpus, filter));
      return new Uint32Array(newest.subarray(offset, end));
    },
    placeOf: (row) => backwards(selected()).placeOf(row),
  };
}

function listView(list: () => Uint32Array): Pick<View, 'ids' | 'slice' | 'placeOf'> {
  return {
    ids: list,
    slice: (offset, limit) => new Uint32Array(list().subarray(offset, offset + limit)),
    placeOf: (row) => {
      const place = list().indexOf(row);
      return place < 0 ? undefined : place;
    },
  };
}
