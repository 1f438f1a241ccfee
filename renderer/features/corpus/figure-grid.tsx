import { type MouseEvent, type RefObject, useCallback, useEffect } from 'react';
import { fetchRows, glimpse, useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { rowAt } from '#renderer/stores/rows.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { VirtualGrid, type VirtualGridHandle } from '#renderer/ui/virtual-grid.tsx';
import { FigureCard } from './figure-card.tsx';
import { FigureRow } from './figure-row.tsx';
import { setGridLayout } from './grid-layout.ts';
import { isSelected } from './selection.ts';
import { keepAt } from './use-corpus-place.ts';
import { extendTo, setCursor, toggleSelected, useViewState } from './view-state.ts';

const captionHeight = 56;
const rowGap = 14;
const listRowHeight = 58;

/** The figures of the view as cards or lines. Click opens; Ctrl click selects; Shift click selects up to there. */
export function FigureGrid(props: {
  corpus: string;
  total: number;
  list: boolean;
  /** Least width of a card, pixels. */
  thumbnail: number;
  /** Row id of the open figure. */
  open: number | undefined;
  onOpen: (figure: number) => void;
  grid: RefObject<VirtualGridHandle | null>;
}) {
  const { corpus, total, list, thumbnail, open, onOpen, grid } = props;
  const pages = useCorpusViewStore((state) => state.pages);
  const viewKey = useCorpusViewStore((state) => state.viewKey);
  const cursor = useViewState((state) => state.cursor);
  const selection = useViewState((state) => state.selection);
  const start = useCorpusViewStore((state) => state.start);
  const onLayout = useCallback((columns: number, rows: number) => setGridLayout({ columns, rows }), []);
  const rowHeight = useCallback(
    (width: number) => (list ? listRowHeight : Math.round(width * 0.75) + captionHeight + rowGap),
    [list],
  );
  const moves = useViewState((state) => state.moves);
  useEffect(() => grid.current?.reveal(cursor), [cursor, grid, moves]);
  // The address follows: the cursor while it is on screen, else the first item that is.
  const onRest = useCallback(() => {
    if (grid.current) keepAt(placeLookedAt(grid.current.onScreen(), useViewState.getState().cursor));
  }, [grid]);
  useEffect(() => {
    const soon = setTimeout(onRest, 250);
    return () => clearTimeout(soon);
  }, [cursor, onRest]);

  // The same functions with every rendering: scrolling then draws only the cards that come into view.
  const press = useCallback(
    (event: MouseEvent, index: number): void => {
      const row = rowAt(useCorpusViewStore.getState().pages, index);
      if (!row) return;
      if (event.shiftKey) {
        event.preventDefault();
        void extendTo(index);
      } else if (event.ctrlKey || event.metaKey) {
        toggleSelected(row.id, index);
      } else {
        setCursor(index);
        onOpen(row.id);
      }
    },
    [onOpen],
  );
  const toggle = useCallback((index: number): void => {
    const row = rowAt(useCorpusViewStore.getState().pages, index);
    if (row) toggleSelected(row.id, index);
  }, []);
  const renderCell = (index: number) => {
    const row = rowAt(pages, index);
    const shown = {
      corpus,
      index,
      row,
      selected: row !== undefined && isSelected(selection, row.id),
      open: row !== undefined && row.id === open,
      cursor: index === cursor,
      onPress: press,
      onToggle: toggle,
    };
    return list ? <FigureRow {...shown} /> : <FigureCard {...shown} width={thumbnail} />;
  };
  return (
    <VirtualGrid
      ref={grid}
      label="Figures"
      count={total}
      minCellWidth={list ? Number.POSITIVE_INFINITY : thumbnail}
      gap={12}
      rowHeight={rowHeight}
      renderCell={renderCell}
      isSelected={(index) => {
        const row = rowAt(pages, index);
        return row !== undefined && isSelected(selection, row.id);
      }}
      cursor={cursor}
      onRange={fetchRows}
      prepare={glimpse}
      onRest={onRest}
      start={start}
      describeItem={describeItem}
      onLayout={onLayout}
      resetKey={viewKey}
      multiselectable
    />
  );
}

/** Beside the rail: the number of the item, and the year where its row is known. */
function describeItem(index: number): string {
  const { pages, result } = useCorpusViewStore.getState();
  const year = rowAt(pages, index)?.year;
  const place = `${formatCount(index + 1)} of ${formatCount(result?.total ?? 0)}`;
  return year === undefined ? place : `${place} · ${year}`;
}

const placeLookedAt = (
  { first, last }: { readonly first: number; readonly last: number },
  cursor: number,
): number => (cursor >= first && cursor < last ? cursor : first);
