/** What the view does to figures; each is one undo step. */
import type { CurationStatus } from '#app/domain/figure.ts';
import { changeFigures } from '#renderer/stores/curation-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { showFailure } from '#renderer/stores/toasts-store.ts';
import { chosenFigures } from './view-state.ts';

/** Sets the status of the selection, else of the figure at the cursor. */
export async function setStatus(corpus: string, status: CurationStatus): Promise<void> {
  await withChosen((figures) => changeFigures(corpus, figures, { kind: 'status', status }));
}

/** Adds a tag to the selection, else to the figure at the cursor. */
export async function addTag(corpus: string, tag: string): Promise<void> {
  await withChosen((figures) => changeFigures(corpus, figures, { kind: 'tags', add: [tag], remove: [] }));
}

/** Opens Retrieve with this figure as the query. */
export const likeLink = (corpus: string, figure: number): string =>
  linkTo('retrieve', corpus, { like: String(figure) });

async function withChosen(act: (figures: readonly number[]) => Promise<unknown>): Promise<void> {
  try {
    await act(await chosenFigures());
  } catch (error) {
    showFailure('Not done', error);
  }
}
