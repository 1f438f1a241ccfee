/** What the view does to figures; each is one undo step. */
import type { CurationStatus } from '#app/domain/figure.ts';
import { useCorpusViewStore } from '#renderer/stores/corpus-view-store.ts';
import { changeTarget } from '#renderer/stores/curation-store.ts';
import { openExport } from '#renderer/stores/export-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { showToast } from '#renderer/stores/toasts-store.ts';
import { formatCount } from '#renderer/ui/format.ts';
import { exportedRangesAtMost, filterOfSelection, selectedCount } from './selection.ts';
import { chosenTarget, useViewState } from './view-state.ts';

/** Sets the status of the selection, else of the figure at the cursor. */
export async function setStatus(corpus: string, status: CurationStatus): Promise<void> {
  const target = chosenTarget();
  if (target) await changeTarget(corpus, target, { kind: 'status', status });
}

/** Adds a tag to the selection, else to the figure at the cursor. */
export async function addTag(corpus: string, tag: string): Promise<void> {
  const target = chosenTarget();
  if (target) await changeTarget(corpus, target, { kind: 'tags', add: [tag], remove: [] });
}

/** Opens the export dialog with the figures that are selected. */
export function exportSelected(corpus: string): void {
  const { selection } = useViewState.getState();
  const { text, filter } = useCorpusViewStore.getState().query;
  const selected = filterOfSelection(selection, filter);
  if (selected === undefined) {
    showToast({
      tone: 'danger',
      title: `An export takes at most ${formatCount(exportedRangesAtMost)} pieces that were picked by hand`,
      detail: 'Give the selected figures a tag, then export what that tag finds.',
    });
    return;
  }
  if (selection.kind === 'some') openExport(corpus, { text: '', filter: selected }, selectedCount(selection));
  else openExport(corpus, { text, filter: selected });
}

/** Opens Retrieve with this figure as the query. */
export const likeLink = (corpus: string, figure: number): string =>
  linkTo('retrieve', corpus, { like: String(figure) });

/** Two figures side by side. */
export const compareLink = (corpus: string, first: number, second: number): string =>
  linkTo('compare', corpus, { a: String(first), b: String(second) });
