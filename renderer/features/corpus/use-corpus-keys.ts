import type { RefObject } from 'react';
import { recordCommand } from '#renderer/stores/command-line-store.ts';
import { figscopeLine } from '#renderer/stores/command-text.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { indexOfFigure, rowAt } from '#renderer/stores/rows.ts';
import { type Shortcut, useShortcuts } from '#renderer/stores/shortcuts-store.ts';
import type { ImageViewerHandle } from '#renderer/ui/image-viewer.tsx';
import type { VirtualGridHandle } from '#renderer/ui/virtual-grid.tsx';
import { compareLink, likeLink, setStatus } from './actions.ts';
import { type CursorMove, movedCursor } from './cursor.ts';
import { gridLayout } from './grid-layout.ts';
import type { CorpusPlace } from './query-link.ts';
import { setSavedLayer } from './saved-queries-state.ts';
import { allOf, noSelection, selectedCount } from './selection.ts';
import type { SetPlace } from './use-corpus-place.ts';
import {
  extendTo,
  selectedPair,
  setCursor,
  setGoingTo,
  setPreviewing,
  setSelection,
  setTagging,
  toggleSelected,
  useViewState,
} from './view-state.ts';

interface CorpusKeys {
  corpus: string | undefined;
  place: CorpusPlace;
  setPlace: SetPlace;
  grid: RefObject<VirtualGridHandle | null>;
  viewer: RefObject<ImageViewerHandle | null>;
  queryField: RefObject<HTMLInputElement | null>;
  toggleFilters: () => void;
}

const moves: readonly (readonly [CursorMove, readonly string[]])[] = [
  ['next', ['J', 'Right']],
  ['previous', ['K', 'Left']],
  ['down', ['Down']],
  ['up', ['Up']],
  ['pageDown', ['PageDown']],
  ['pageUp', ['PageUp']],
  ['first', ['Home']],
  ['last', ['End']],
];

const extensions: readonly (readonly [CursorMove, readonly string[]])[] = [
  ['next', ['Shift+J', 'Shift+Right']],
  ['previous', ['Shift+K', 'Shift+Left']],
  ['down', ['Shift+Down']],
  ['up', ['Shift+Up']],
  ['pageDown', ['Shift+PageDown']],
  ['pageUp', ['Shift+PageUp']],
  ['first', ['Shift+Home']],
  ['last', ['Shift+End']],
];

/** Moves the cursor; while a figure is open, the figure at the cursor opens. */
export function step(move: CursorMove, place: CorpusPlace, setPlace: SetPlace): void {
  const { pages, result } = useCorpusViewStore.getState();
  const { cursor } = useViewState.getState();
  const total = result?.total ?? 0;
  if (total === 0) return;
  const from = place.figure === undefined ? cursor : (indexOfFigure(pages, place.figure) ?? cursor);
  const { columns, rows } = gridLayout();
  const next = movedCursor(from, move, total, columns, rows);
  setCursor(next);
  const row = rowAt(pages, next);
  if (place.figure !== undefined && row) setPlace({ ...place, figure: row.id }, { replace: true });
}

/** Figures of the view. */
const selectable = (): number => useCorpusViewStore.getState().result?.total ?? 0;

/** The keys of the Corpus view, as the shortcut sheet lists them. */
export function useCorpusKeys(keys: CorpusKeys): void {
  const { corpus, place, setPlace, viewer } = keys;
  const cursorRow = () => rowAt(useCorpusViewStore.getState().pages, useViewState.getState().cursor);
  const extend = (move: CursorMove): void => {
    const { result } = useCorpusViewStore.getState();
    const { columns, rows } = gridLayout();
    const { cursor } = useViewState.getState();
    void extendTo(movedCursor(cursor, move, result?.total ?? 0, columns, rows));
  };
  const status = (name: 'accepted' | 'returned' | 'rejected') => () => {
    if (corpus !== undefined) void setStatus(corpus, name);
  };
  const shortcuts: Shortcut[] = [
    ...moves.map(([move, chords]) => ({ keys: chords, run: () => step(move, place, setPlace) })),
    ...extensions.map(([move, chords]) => ({ keys: chords, run: () => extend(move) })),
    { keys: ['/'], run: () => keys.queryField.current?.focus() },
    { keys: ['Ctrl+B'], run: keys.toggleFilters },
    { keys: ['Ctrl+S'], run: () => setSavedLayer('save'), when: () => corpus !== undefined },
    { keys: ['G'], run: () => setGoingTo(true), when: () => selectable() > 0 },
    {
      keys: ['C'],
      run: () => {
        const [first, second] = selectedPair();
        if (corpus !== undefined && first !== undefined && second !== undefined)
          location.hash = compareLink(corpus, first, second);
      },
      when: () => selectedPair().length === 2,
    },
    {
      keys: ['Enter'],
      run: () => {
        const row = cursorRow();
        if (!row || corpus === undefined) return;
        setPlace({ ...place, figure: row.id });
        recordCommand(figscopeLine('corpus', 'show', corpus, `${row.articleKey}/${row.figureId}`));
      },
    },
    {
      keys: ['Space'],
      run: () => setPreviewing(!useViewState.getState().previewing),
      when: () => cursorRow() !== undefined,
    },
    {
      keys: ['X'],
      run: () => {
        const row = cursorRow();
        if (row) toggleSelected(row.id, useViewState.getState().cursor);
      },
    },
    {
      keys: ['Ctrl+A'],
      run: () => setSelection(allOf(selectable())),
    },
    { keys: ['T'], run: () => setTagging(true), when: () => cursorRow() !== undefined },
    { keys: ['A'], run: status('accepted') },
    { keys: ['R'], run: status('returned') },
    { keys: ['N'], run: status('rejected') },
    {
      keys: ['M'],
      run: () => {
        const row = cursorRow();
        if (row && corpus !== undefined) location.hash = likeLink(corpus, row.id);
      },
    },
    {
      keys: ['Esc'],
      run: () => {
        if (useViewState.getState().tagging) setTagging(false);
        else if (place.figure !== undefined) setPlace({ ...place, figure: undefined });
        else setSelection(noSelection);
      },
      when: () =>
        place.figure !== undefined ||
        useViewState.getState().tagging ||
        selectedCount(useViewState.getState().selection) > 0,
    },
    { keys: ['Plus', '='], run: () => viewer.current?.zoomIn() },
    { keys: ['-'], run: () => viewer.current?.zoomOut() },
    { keys: ['0'], run: () => viewer.current?.fit() },
    { keys: ['B'], run: () => viewer.current?.toggleBackdrop() },
  ];
  useShortcuts(shortcuts);
}
