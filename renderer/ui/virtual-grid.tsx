/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a table element cannot hold rows that come and go at any place. */
import {
  type KeyboardEventHandler,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { PositionRail } from './position-rail.tsx';
import type { RowScroller } from './row-scroller.ts';
import { topRowToReveal } from './row-window.ts';
import { ScrollPaceContext } from './scroll-pace.ts';
import { useRowWindow } from './use-row-window.ts';
import styles from './virtual-grid.module.css';

export interface VirtualGridHandle {
  focus(): void;
  /** Brings an item into view with the least movement. */
  reveal(index: number): void;
  /** Items on screen, whole or in part, `last` exclusive. */
  onScreen(): { readonly first: number; readonly last: number };
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
  /** Items that are drawn, `last` exclusive, and where the movement goes: the moment to fetch them. */
  onRange?: (first: number, last: number, forward: boolean) => void;
  /** Told of the items that a drag of the rail is about to show; it waits a moment for the promise. */
  prepare?: ((first: number, last: number) => Promise<unknown> | undefined) | undefined;
  /** The view has come to rest after a movement. */
  onRest?: () => void;
  /** Told when columns or the rows on screen change, for the arrow and page keys. */
  onLayout?: (columns: number, rowsOnScreen: number) => void;
  onKeyDown?: KeyboardEventHandler<HTMLElement>;
  /** A change goes to the item `start`: another query, another order. */
  resetKey?: string;
  /** Default 0. */
  start?: number;
  /** What stands at an item, beside the rail while it is dragged. */
  describeItem?: (index: number) => string;
  multiselectable?: boolean;
  ref?: Ref<VirtualGridHandle>;
}

const restAfterMs = 250;

/** Cells in rows that exist only while they are on screen. One tab stop; the cursor is the active descendant. */
export function VirtualGrid(props: VirtualGridProps) {
  const { ref, label, count, minCellWidth, gap, renderCell, isSelected, cursor } = props;
  const { resetKey, start = 0, onRange, prepare, onRest, onLayout, describeItem } = props;
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
  const laidOut = useRef({ columns, rowHeight });
  /** Other columns or heights: the item at the cursor stays where it was, else the first one on screen. */
  const topRowAfter = (scroller: RowScroller, newHeight: number): number => {
    const before = laidOut.current;
    laidOut.current = { columns, rowHeight: newHeight };
    if (before.columns === columns && before.rowHeight === newHeight) return scroller.topRow;
    const first = Math.floor(scroller.topRow);
    const cursorBefore = cursor === undefined ? -1 : Math.floor(cursor / before.columns);
    const held = cursorBefore >= first && cursorBefore < scroller.topRow + scroller.viewRows;
    const item = held && cursor !== undefined ? cursor : first * before.columns;
    const offsetPx = (Math.floor(item / before.columns) - scroller.topRow) * before.rowHeight;
    return Math.floor(item / columns) - offsetPx / newHeight;
  };
  const [scroller, drawn] = useRowWindow(box, { rowCount: width > 0 ? rowCount : 0, rowHeight, topRowAfter });
  const { first, last, base, areaHeight } = drawn;

  useEffect(() => {
    onLayout?.(columns, Math.max(1, Math.floor(scroller.viewRows)));
  }, [columns, scroller, onLayout, first, last]);
  useEffect(() => {
    if (last > first) onRange?.(first * columns, Math.min(count, last * columns), scroller.forward);
  }, [columns, count, onRange, first, last, scroller]);
  const wasReset = useRef<string>(undefined);
  useLayoutEffect(() => {
    if (width === 0 || wasReset.current === resetKey) return;
    wasReset.current = resetKey;
    scroller.goTo(start === 0 ? 0 : Math.floor(start / columns) - Math.floor(scroller.viewRows / 3));
  }, [columns, resetKey, scroller, start, width]);
  useImperativeHandle(
    ref,
    () => ({
      focus: () => box?.focus({ preventScroll: true }),
      reveal: (index) => {
        const row = Math.floor(index / columns);
        // A step moves the view no more than it must; after a jump the item has others around it.
        const isJump = Math.abs(row - scroller.topRow) > 2 * scroller.viewRows;
        const wanted = isJump
          ? row - Math.floor(scroller.viewRows / 3)
          : topRowToReveal(row, scroller.topRow, scroller.viewRows);
        if (Math.abs(wanted - scroller.topRow) > 1e-3) scroller.goTo(wanted);
      },
      onScreen: () => ({
        first: Math.floor(scroller.topRow) * columns,
        last: Math.ceil(scroller.topRow + scroller.viewRows) * columns,
      }),
    }),
    [box, columns, scroller],
  );
  useEffect(() => {
    if (!onRest) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = scroller.subscribeMove(() => {
      clearTimeout(timer);
      timer = setTimeout(onRest, restAfterMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [onRest, scroller]);
  const describeRow = useCallback(
    (row: number) => describeItem?.(Math.min(count - 1, row * columns)) ?? '',
    [columns, count, describeItem],
  );
  const prepareRow = useCallback(
    (row: number) =>
      prepare?.(Math.floor(row) * columns, Math.min(count, Math.ceil(row + scroller.viewRows) * columns)),
    [columns, count, prepare, scroller],
  );

  const rows: number[] = [];
  for (let row = first; row < Math.min(last, rowCount); row++) rows.push(row);
  const cursorRow = cursor === undefined ? -1 : Math.floor(cursor / columns);
  const cursorDrawn = cursorRow >= first && cursorRow < last;
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
        <div className={styles.area} role="presentation" style={{ height: areaHeight }}>
          <ScrollPaceContext value={scroller}>
            {rows.map((row) => (
              <div
                key={row}
                className={styles.row}
                role="row"
                aria-rowindex={row + 1}
                style={{
                  transform: `translateY(${(row - base) * rowHeight}px)`,
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
          </ScrollPaceContext>
        </div>
      </div>
      <PositionRail
        label={`Position in ${label}`}
        controls={id}
        scroller={scroller}
        rowCount={rowCount}
        prepareRow={prepareRow}
        describeRow={describeItem ? describeRow : undefined}
        onWheel={(pixels) => box?.scrollBy({ top: pixels })}
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
