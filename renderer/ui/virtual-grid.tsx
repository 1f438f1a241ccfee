/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table element cannot hold rows that come and go at any place. */
import {
  type KeyboardEventHandler,
  type ReactNode,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useState,
} from 'react';
import { PositionRail } from './position-rail.tsx';
import { topRowToReveal } from './row-window.ts';
import { useRowWindow } from './use-row-window.ts';
import styles from './virtual-grid.module.css';

export interface VirtualGridHandle {
  focus(): void;
  /** Brings an item into view with the least movement. */
  reveal(index: number): void;
}

export interface VirtualGridProps {
  label: string;
  /** Items in all, up to tens of millions. */
  count: number;
  /** Columns are as many as fit; Infinity makes a list. */
  minCellWidth: number;
  gap: number;
  /** Height of a row, its gap included, for a cell of this width. Pixels. */
  rowHeight: (cellWidth: number) => number;
  renderCell: (index: number) => ReactNode;
  isSelected?: (index: number) => boolean;
  /** The item of the keyboard cursor. */
  cursor?: number | undefined;
  /** Items that will be drawn, `last` exclusive: the moment to fetch them. */
  onRange?: (first: number, last: number) => void;
  /** Told when columns or the rows on screen change, for the arrow and page keys. */
  onLayout?: (columns: number, rowsOnScreen: number) => void;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
  /** A change scrolls back to the top: another query, another order. */
  resetKey?: string;
  multiselectable?: boolean;
  ref?: Ref<VirtualGridHandle>;
}

/** Cells in rows that exist only while they are on screen. One tab stop; the cursor is the active descendant. */
export function VirtualGrid(props: VirtualGridProps) {
  const {
    ref,
    label,
    count,
    minCellWidth,
    gap,
    renderCell,
    isSelected,
    cursor,
    resetKey,
    onRange,
    onLayout,
  } = props;
  const [box, setBox] = useState<HTMLElement | null>(null);
  const id = useId();
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setWidth(innerWidth(box)));
    observer.observe(box);
    return () => observer.disconnect();
  }, [box]);

  const columns = Math.max(1, Math.floor((width + gap) / (minCellWidth + gap)));
  const cellWidth = (width - gap * (columns - 1)) / columns;
  const rowHeight = Math.max(1, Math.round(props.rowHeight(cellWidth)));
  const rowCount = Math.ceil(count / columns);
  const rows = useRowWindow(box, rowCount, rowHeight);
  const { scrollToRow } = rows;

  useEffect(
    () => onLayout?.(columns, Math.max(1, Math.floor(rows.viewRows))),
    [columns, rows.viewRows, onLayout],
  );
  useEffect(() => {
    if (width > 0) onRange?.(rows.first * columns, Math.min(count, rows.last * columns));
  }, [columns, count, onRange, rows.first, rows.last, width]);
  useEffect(() => {
    if (resetKey !== undefined) box?.scrollTo({ top: 0, behavior: 'instant' });
  }, [box, resetKey]);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => box?.focus({ preventScroll: true }),
      reveal: (index) => {
        const wanted = topRowToReveal(Math.floor(index / columns), rows.topRow, rows.viewRows);
        if (Math.abs(wanted - rows.topRow) > 1e-3) scrollToRow(wanted);
      },
    }),
    [box, columns, rows.topRow, rows.viewRows, scrollToRow],
  );

  const drawn: number[] = [];
  for (let row = rows.first; row < rows.last; row++) drawn.push(row);
  const cursorRow = cursor === undefined ? -1 : Math.floor(cursor / columns);
  const cursorDrawn = cursorRow >= rows.first && cursorRow < rows.last;
  return (
    <div className={styles.frame}>
      <div
        ref={setBox}
        id={id}
        className={styles.box}
        role="grid"
        aria-label={label}
        aria-rowcount={rowCount}
        aria-colcount={columns}
        aria-multiselectable={props.multiselectable || undefined}
        aria-activedescendant={cursorDrawn ? `${id}-${cursor}` : undefined}
        tabIndex={0}
        onKeyDown={props.onKeyDown}
      >
        <div className={styles.area} role="presentation" style={{ height: rows.areaHeight }}>
          {width > 0 &&
            drawn.map((row) => (
              <div
                key={row}
                className={styles.row}
                role="row"
                aria-rowindex={row + 1}
                style={{
                  transform: `translateY(${(row - rows.base) * rowHeight}px)`,
                  height: rowHeight,
                  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                  columnGap: gap,
                }}
              >
                {indexesOf(row, columns, count).map((index) => (
                  <div
                    key={index}
                    id={`${id}-${index}`}
                    className={styles.cell}
                    role="gridcell"
                    aria-colindex={(index % columns) + 1}
                    aria-selected={isSelected?.(index)}
                  >
                    {renderCell(index)}
                  </div>
                ))}
              </div>
            ))}
        </div>
      </div>
      <PositionRail
        label={`Position in ${label}`}
        controls={id}
        topRow={rows.topRow}
        viewRows={rows.viewRows}
        rowCount={rowCount}
        onSeek={scrollToRow}
      />
    </div>
  );
}

function indexesOf(row: number, columns: number, count: number): readonly number[] {
  const indexes: number[] = [];
  for (let index = row * columns; index < Math.min(count, (row + 1) * columns); index++) indexes.push(index);
  return indexes;
}

function innerWidth(element: HTMLElement): number {
  const style = getComputedStyle(element);
  return element.clientWidth - Number.parseFloat(style.paddingLeft) - Number.parseFloat(style.paddingRight);
}
