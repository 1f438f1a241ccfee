/** Pages of a view's rows. Rows that the corpus changed since are stale: still shown, fetched again when in view. */
import type { FigureSummary } from '#app/domain/corpus.ts';

export const pageSize = 128;
const keptPages = 64;

export interface Page {
  /** By their place in the page; undefined where only others of the page are known. */
  readonly rows: readonly (FigureSummary | undefined)[];
  readonly stale: boolean;
}

/** Pages by number, least recently used first. */
export type Pages = ReadonlyMap<number, Page>;

export const rowAt = (pages: Pages, index: number): FigureSummary | undefined =>
  pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];

/**
 * Numbers of the pages that are missing or stale: those of rows [first, last), then the next ones in the direction
 * of the movement, as far as `total` rows go.
 */
export function pagesToFetch(
  pages: Pages,
  first: number,
  last: number,
  forward: boolean,
  total: number,
): readonly number[] {
  const from = Math.floor(first / pageSize);
  const to = Math.floor((Math.min(last, total) - 1) / pageSize);
  const wanted: number[] = [];
  for (let page = from; page <= to; page++) wanted.push(page);
  if (!forward) wanted.reverse();
  const next = forward ? [to + 1, to + 2] : [from - 1, from - 2];
  return [...wanted, ...next].filter((page) => {
    const known = pages.get(page);
    return page >= 0 && page * pageSize < total && (!known || known.stale);
  });
}

/** The pages with one more; the least recently used go when there are too many. */
export const withPage = (pages: Pages, number: number, rows: readonly FigureSummary[]): Pages =>
  withPages(pages, [[number, { rows, stale: false }]]);

/** True when every one of the rows [first, last) is known, out of date or not. */
export function allKnown(pages: Pages, first: number, last: number): boolean {
  for (let index = first; index < last; index++) if (!rowAt(pages, index)) return false;
  return true;
}

/**
 * The pages with single rows from item `first` on: all that a jump shows. Pages that are there as a whole stay as
 * they are; the others count as stale, so that they are fetched as a whole once somebody stays.
 */
export function withRows(pages: Pages, first: number, rows: readonly FigureSummary[]): Pages {
  const touched = new Map<number, (FigureSummary | undefined)[]>();
  rows.forEach((row, at) => {
    const number = Math.floor((first + at) / pageSize);
    const known = pages.get(number);
    if (known && !known.stale) return;
    const page = touched.get(number) ?? [...(known?.rows ?? [])];
    page[(first + at) % pageSize] = row;
    touched.set(number, page);
  });
  return withPages(
    pages,
    [...touched].map(([number, page]) => [number, { rows: page, stale: true }]),
  );
}

function withPages(pages: Pages, added: readonly (readonly [number, Page])[]): Pages {
  const next = new Map(pages);
  for (const [number, page] of added) {
    next.delete(number);
    next.set(number, page);
  }
  for (const oldest of next.keys()) {
    if (next.size <= keptPages) break;
    next.delete(oldest);
  }
  return next;
}

/** Every page marked as out of date. */
export const staled = (pages: Pages): Pages =>
  new Map([...pages].map(([number, page]) => [number, { ...page, stale: true }]));

/** The pages with these figures replaced where they occur, highlights kept for unchanged captions. */
export function patched(pages: Pages, figures: readonly FigureSummary[]): Pages {
  const byId = new Map(figures.map((figure) => [figure.id, figure]));
  return new Map(
    [...pages].map(([number, page]) => {
      if (!page.rows.some((row) => row && byId.has(row.id))) return [number, page];
      const rows = page.rows.map((row) => {
        const figure = row && byId.get(row.id);
        if (!figure) return row;
        return figure.caption === row.caption ? { ...figure, highlights: row.highlights } : figure;
      });
      return [number, { ...page, rows }];
    }),
  );
}

/** Where a figure is in the view, among the rows that are known. */
export function indexOfFigure(pages: Pages, id: number): number | undefined {
  for (const [number, page] of pages) {
    const at = page.rows.findIndex((row) => row?.id === id);
    if (at >= 0) return number * pageSize + at;
  }
  return undefined;
}
