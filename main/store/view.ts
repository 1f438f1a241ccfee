/** A view of a corpus: the ids that a query selects, in its order. Computed once and kept while nothing changes. */
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { formatFilter, parseFilter, type Filter } from '#app/domain/filter.ts';
import type { Corpus } from './corpus.ts';
import { filterMask, versionsOf, type Mask } from './evaluate-filter.ts';
import { sortRows } from './sort-rows.ts';
import { parseTextQuery, type TextQuery } from './text-query.ts';
import { idsIn, isRankable, rankedWithin, rankMatches, textHits, textKey } from './text-search.ts';

export interface View {
  readonly total: number;
  /** Set when relevance was computed for the newest matches only. */
  readonly rankedWithin: number | undefined;
  /** Ids in the order of the view; computed at the first call. Must not be written to. */
  ids(): Uint32Array;
  /** Ids at [offset, offset + limit). */
  slice(offset: number, limit: number): Uint32Array;
}

/** Parsed parts of a query. */
export interface ParsedQuery {
  readonly filter: Filter;
  readonly text: TextQuery | undefined;
}

export function parseQuery({ filter, text }: Pick<CorpusQuery, 'filter' | 'text'>): ParsedQuery {
  return { filter: parseFilter(filter), text: parseTextQuery(text) };
}

/** Ids that pass filter and text, ascending; undefined when every row does. */
export function selectedRows(corpus: Corpus, { filter, text }: ParsedQuery): Uint32Array | undefined {
  const mask = filterMask(corpus, filter);
  if (!text) {
    if (!mask) return undefined;
    return corpus.cache.ids(`rows ${versionsOf(corpus, filter)} ${formatFilter(filter)}`, () =>
      idsIn(mask, 1),
    );
  }
  if (!mask) return textHits(corpus, text);
  const key = `both ${corpus.columns.versions.text} ${versionsOf(corpus, filter)} ${textKey(text)} ${formatFilter(filter)}`;
  return corpus.cache.ids(key, () => textHits(corpus, text).filter((id) => mask[id] === 1));
}

/** The view of a query. Throws invalid-input when the filter cannot be read. */
export function openView(corpus: Corpus, query: CorpusQuery): View {
  const parsed = parseQuery(query);
  const selected = selectedRows(corpus, parsed);
  const total = selected?.length ?? corpus.rows;
  const byRelevance = query.sort === undefined && parsed.text !== undefined && isRankable(parsed.text);
  const key = viewKey(corpus, parsed, query);
  const inOrder = (): Uint32Array =>
    corpus.cache.ids(key, () => orderedRows(corpus, parsed, query, selected));
  const isIdentity = selected === undefined && query.sort === undefined;
  return {
    total,
    rankedWithin: byRelevance ? rankedWithin(corpus, total) : undefined,
    ids: () => (isIdentity ? allRows(corpus.rows) : inOrder()),
    slice: (offset, limit) =>
      isIdentity
        ? Uint32Array.from(
            { length: Math.max(0, Math.min(limit, total - offset)) },
            (_none, index) => offset + index,
          )
        : inOrder().slice(offset, offset + limit),
  };
}

function allRows(rows: number): Uint32Array {
  const ids = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) ids[row] = row;
  return ids;
}

function viewKey(corpus: Corpus, { filter }: ParsedQuery, { text, sort }: CorpusQuery): string {
  const sortVersion = sort?.field === 'updated' ? corpus.revision : sort ? corpus.columns.versions.text : '';
  const textVersion = text === '' ? '' : corpus.columns.versions.text;
  return `view ${versionsOf(corpus, filter)} ${textVersion} ${sortVersion} ${JSON.stringify([text, formatFilter(filter), sort])}`;
}

function orderedRows(
  corpus: Corpus,
  { filter, text }: ParsedQuery,
  { sort }: CorpusQuery,
  selected: Uint32Array | undefined,
): Uint32Array {
  const rows = selected ?? allRows(corpus.rows);
  if (sort) return sortRows(corpus, rows, sort);
  if (!text || !isRankable(text)) return rows;
  const mask: Mask = filterMask(corpus, filter);
  return rankMatches(corpus, text, rows, mask);
}
