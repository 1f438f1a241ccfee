/**
 * Rows of fixed height, any number of them. Browsers clip a scroll area at about 33 million pixels, so the area holds
 * a window of at most `maxScrollPx`; when the view nears an edge of it the window moves by half its length and
 * the scroll position is corrected by the same amount, which nobody sees. Pure arithmetic; see use-row-window.ts.
 */

/** Height of the scroll area at most, in CSS pixels. */
export const maxScrollPx = 8_000_000;

/** Rows [base, base + length) of the list lie in the scroll area. */
export interface RowWindow {
  readonly base: number;
  readonly length: number;
}

/** How many rows fit into the scroll area. */
export const windowLength = (rowCount: number, rowHeight: number): number =>
  Math.min(rowCount, Math.max(1, Math.floor(maxScrollPx / rowHeight)));

/** The window with `row` in its middle, as far as the ends of the list allow. */
export function windowAround(row: number, rowCount: number, length: number): RowWindow {
  const base = Math.round(row) - (length >> 1);
  return { base: Math.max(0, Math.min(rowCount - length, base)), length };
}

/** True when the view is in the first or last quarter of the window and the list goes on beyond it. */
export function nearsEdge(window: RowWindow, topRow: number, rowCount: number): boolean {
  const quarter = window.length >> 2;
  const nearStart = window.base > 0 && topRow - window.base < quarter;
  const end = window.base + window.length;
  return nearStart || (end < rowCount && topRow > end - quarter);
}

/** The rows to draw: those on screen, `over` more above and `under` more below; `last` exclusive. */
export function visibleRows(
  window: RowWindow,
  topRow: number,
  viewRows: number,
  over: number,
  under: number,
): { readonly first: number; readonly last: number } {
  const first = Math.max(window.base, Math.floor(topRow) - over);
  const last = Math.min(window.base + window.length, Math.ceil(topRow + viewRows) + under);
  return { first, last: Math.max(first, last) };
}

/** The top row that brings `row` fully into view with the least movement. */
export function topRowToReveal(row: number, topRow: number, viewRows: number): number {
  if (row < topRow) return row;
  if (row + 1 > topRow + viewRows) return Math.max(0, row + 1 - viewRows);
  return topRow;
}
