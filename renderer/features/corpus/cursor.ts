/** Where the keyboard cursor goes. Indexes are places in the view. */

export type CursorMove = 'next' | 'previous' | 'up' | 'down' | 'pageUp' | 'pageDown' | 'first' | 'last';

/** The index after a move, inside [0, total). Up and down keep the column and stop at the edge. */
export function movedCursor(
  cursor: number,
  move: CursorMove,
  total: number,
  columns: number,
  rowsOnScreen: number,
): number {
  const inside = (index: number): number => Math.max(0, Math.min(total - 1, index));
  switch (move) {
    case 'next':
      return inside(cursor + 1);
    case 'previous':
      return inside(cursor - 1);
    case 'up':
      return cursor - columns < 0 ? cursor : cursor - columns;
    case 'down':
      return cursor + columns < total ? cursor + columns : cursor;
    case 'pageUp':
      return inside(Math.max(cursor % columns, cursor - columns * rowsOnScreen));
    case 'pageDown':
      return inside(cursor + columns * rowsOnScreen);
    case 'first':
      return 0;
    case 'last':
      return inside(total - 1);
  }
}
