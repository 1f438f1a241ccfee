/** What belongs to this view alone: cursor, selection, and whether the tag field or the preview is open. */
import { create } from 'zustand';
import { rowAt } from '#renderer/stores/rows.ts';
import { useCorpusViewStore, viewIds } from '#renderer/stores/corpus-view-store.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { added, noSelection, type Selection, selectedIds, toggled } from './selection.ts';

export interface ViewState {
  /** Place of the keyboard cursor in the view. */
  readonly cursor: number;
  /** Where a Shift range starts. */
  readonly anchor: number;
  readonly selection: Selection;
  readonly tagging: boolean;
  readonly previewing: boolean;
}

const initial: ViewState = {
  cursor: 0,
  anchor: 0,
  selection: noSelection,
  tagging: false,
  previewing: false,
};

export const useViewState = create<ViewState>()(() => initial);
const { getState, setState } = useViewState;

// Another query: back to the start, before anything of its answer is drawn.
useCorpusViewStore.subscribe((after, before) => {
  if (after.viewKey !== before.viewKey) setState(initial);
});

export const setCursor = (cursor: number): void => setState({ cursor, anchor: cursor });
export const setSelection = (selection: Selection): void =>
  setState(selection === noSelection ? { selection, tagging: false } : { selection });
export const setTagging = (tagging: boolean): void => setState({ tagging });
export const setPreviewing = (previewing: boolean): void => setState({ previewing });

export const toggleSelected = (id: number, index: number): void =>
  setState(({ selection }) => ({ selection: toggled(selection, id), cursor: index, anchor: index }));

/** Selects everything between the anchor and `index`, rows that were never fetched included. */
export async function extendTo(index: number): Promise<void> {
  const { anchor } = getState();
  setState({ cursor: index });
  const first = Math.min(anchor, index);
  const last = Math.max(anchor, index);
  try {
    const ids = knownIds(first, last) ?? (await viewIds()).slice(first, last + 1);
    setState(({ selection }) => ({ selection: added(selection, ids) }));
  } catch (error) {
    showFailure('Not selected', error);
  }
}

function knownIds(first: number, last: number): readonly number[] | undefined {
  const { pages } = useCorpusViewStore.getState();
  const ids: number[] = [];
  for (let index = first; index <= last; index++) {
    const row = rowAt(pages, index);
    if (!row) return undefined;
    ids.push(row.id);
  }
  return ids;
}

/** The figures an action is about: the selection, else the one at the cursor. */
export async function chosenFigures(): Promise<readonly number[]> {
  const { selection, cursor } = getState();
  if (selection.kind === 'all') return selectedIds(selection, await viewIds());
  if (selection.ids.size > 0) return [...selection.ids];
  const row = rowAt(useCorpusViewStore.getState().pages, cursor);
  return row ? [row.id] : [];
}
