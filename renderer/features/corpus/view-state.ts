/** What belongs to this view alone: cursor, selection, and whether the tag field or the preview is open. */
import { create } from 'zustand';
import { pageSize, rowAt } from '#renderer/stores/rows.ts';
import { positionInView, useCorpusViewStore, viewIds } from '#renderer/stores/corpus-view-store.ts';
import type { CurationTarget } from '#renderer/stores/curation-store.ts';
import { showFailure, showToast } from '#renderer/stores/toasts-store.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { added, listedAtMost, noSelection, type Selection, toggled } from './selection.ts';

export interface ViewState {
  /** Place of the keyboard cursor in the view. */
  readonly cursor: number;
  /** Counts the moves of the cursor: one that ends where it began still brings it into view. */
  readonly moves: number;
  /** Where a Shift range starts. */
  readonly anchor: number;
  readonly selection: Selection;
  readonly tagging: boolean;
  readonly previewing: boolean;
  /** The field for a place to go to is open. */
  readonly goingTo: boolean;
}

const initial: ViewState = {
  cursor: 0,
  moves: 0,
  anchor: 0,
  selection: noSelection,
  tagging: false,
  previewing: false,
  goingTo: false,
};

export const useViewState = create<ViewState>()(() => initial);
const { getState, setState } = useViewState;

useCorpusViewStore.subscribe((after, before) => {
  if (after.viewKey !== before.viewKey) {
    // Another query: to its start, before anything of its answer is drawn.
    setState({ ...initial, cursor: after.start, anchor: after.start });
  } else if (after.result?.revision !== before.result?.revision) {
    const row = rowAt(before.pages, getState().cursor);
    if (row) void stayWith(row.id);
  }
});

/** An edit or an import may have given the figure at the cursor another place: the cursor goes with it. */
async function stayWith(figure: number): Promise<void> {
  const { viewKey, pages } = useCorpusViewStore.getState();
  const { cursor } = getState();
  const now = pages.get(Math.floor(cursor / pageSize));
  if (now && !now.stale && rowAt(pages, cursor)?.id === figure) return;
  try {
    const position = await positionInView(figure);
    const unmoved = useCorpusViewStore.getState().viewKey === viewKey && getState().cursor === cursor;
    if (unmoved && position !== undefined && position !== cursor) setCursor(position);
  } catch {
    // The cursor then stays at its place, as it does when the figure has left the view.
  }
}

export const setCursor = (cursor: number): void =>
  setState(({ moves }) => ({ cursor, anchor: cursor, moves: moves + 1 }));
export const setSelection = (selection: Selection): void =>
  setState(selection === noSelection ? { selection, tagging: false } : { selection });
export const setTagging = (tagging: boolean): void => setState({ tagging });
export const setPreviewing = (previewing: boolean): void => setState({ previewing });
export const setGoingTo = (goingTo: boolean): void => setState({ goingTo });

export const toggleSelected = (id: number, index: number): void =>
  setState(({ selection }) => ({ selection: toggled(selection, id), cursor: index, anchor: index }));

/** Selects everything between the anchor and `index`, rows that were never fetched included. */
export async function extendTo(index: number): Promise<void> {
  const { anchor } = getState();
  setState({ cursor: index });
  const first = Math.min(anchor, index);
  const last = Math.max(anchor, index);
  if (last - first >= listedAtMost) {
    showToast({
      tone: 'info',
      title: `A range has at most ${formatCount(listedAtMost)} figures`,
      detail: 'Narrow the query until it holds what you mean, then press Ctrl+A for all that match.',
    });
    return;
  }
  try {
    const { viewKey } = useCorpusViewStore.getState();
    const ids = knownIds(first, last) ?? (await viewIds(first, last + 1));
    if (useCorpusViewStore.getState().viewKey !== viewKey) return;
    setState(({ selection }) => ({ selection: added(selection, ids) }));
  } catch (error) {
    showFailure('Not selected', error);
  }
}

/** Ids of a range of which every row is here; a long one is asked for without a look. */
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

/** The two selected figures, when there are exactly two. */
export function selectedPair(): readonly number[] {
  const { selection } = getState();
  return selection.kind === 'some' && selection.ids.size === 2 ? [...selection.ids] : [];
}

/** What an action is about: the selection, else the figure at the cursor. */
export function chosenTarget(): CurationTarget | undefined {
  const { selection, cursor } = getState();
  const { pages, query } = useCorpusViewStore.getState();
  if (selection.kind === 'all') {
    return { kind: 'matching', query, except: [...selection.except], total: selection.total };
  }
  if (selection.ids.size > 0) return { kind: 'figures', figures: [...selection.ids] };
  const row = rowAt(pages, cursor);
  return row ? { kind: 'figures', figures: [row.id] } : undefined;
}
