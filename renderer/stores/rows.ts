/** Pages of a view's rows. Rows that the corpus changed since are stale: still shown, fetched again when in view. */
import type { FigureSummary } from '#app/domain/corpus.ts';

export const pageSize = 128;
const keptPages = 64;

export interface Page {
  readonly rows: readonly FigureSummary[];
  readonly stale: boolean;
}

/** Pages by number, least recently used first. */
export type Pages = ReadonlyMap<number, Page>;

export const rowAt = (pages: Pages, index: number): FigureSummary | undefined =>
  pages.get(Math.floor(index / pageSize))?.rows[index % pageSize];

/** Numbers of the pages that rows [first, last) need and that are missing or stale, nearest the middle first. */
export function pagesToFetch(pages: Pages, first: number, last: number): readonly number[] {
  const wanted: number[] = [];
  for (let page = Math.floor(first / pageSize); page * pageSize < last; page++) {
    const known = pages.get(page);
    if (!known || known.stale) wanted.push(page);
  }
  const middle = (first + last) / 2 / pageSize - 0.5;
  return wanted.toSorted((left, right) => Math.abs(left - middle) - Math.abs(right - middle));
}

/** The pages with one more; the least recently used go when there are too many. */
export function withPage(pages: Pages, number: number, rows: readonly FigureSummary[]): Pages {
  const next = new Map(pages);
  next.delete(number);
  next.set(number, { rows, stale: false });
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
      if (!page.rows.some((row) => byId.has(row.id))) return [number, page];
      const rows = page.rows.map((row) => {
        const figure = byId.get(row.id);
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
    const at = page.rows.findIndex((row) => row.id === id);
    if (at >= 0) return number * pageSize + at;
  }
  return undefined;
}
