/** Columns and rows of the grid as it is drawn now, for the arrow and page keys. Not state: nothing is drawn from it. */
export interface GridLayout {
  readonly columns: number;
  readonly rows: number;
}

let current: GridLayout = { columns: 1, rows: 1 };

export const setGridLayout = (layout: GridLayout): void => {
  current = layout;
};

export const gridLayout = (): GridLayout => current;
