/** What the view does to figures; each is one undo step. */
import type { CurationStatus } from '#app/domain/figure.ts';
import { changeTarget } from '#renderer/stores/curation-store.ts';
import { linkTo } from '#renderer/stores/route.ts';
import { chosenTarget } from './view-state.ts';

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

/** Opens Retrieve with this figure as the query. */
export const likeLink = (corpus: string, figure: number): string =>
  linkTo('retrieve', corpus, { like: String(figure) });

/** Two figures side by side. */
export const compareLink = (corpus: string, first: number, second: number): string =>
  linkTo('compare', corpus, { a: String(first), b: String(second) });
