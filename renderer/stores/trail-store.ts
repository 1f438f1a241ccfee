/**
 * The way back. Following "more like this", an article or a comparison leaves a view of a corpus behind; this is the
 * view that was left, until the person is back in it or somewhere of their own.
 */
import { create } from 'zustand';
import { parseFilter, filterFieldsOf } from '#app/domain/filter.ts';
import { useCorpusViewStore } from './corpus-view-store.ts';
import type { Route } from './route.ts';
import { useRouteStore } from './route-store.ts';

export interface LeftView {
  readonly route: Route;
  /** Figures that it held. */
  readonly total: number | undefined;
}

export const useTrailStore = create<{ readonly left: LeftView | undefined }>()(() => ({ left: undefined }));

useRouteStore.subscribe(({ route: to }, { route: from }) => {
  const step = trailStep(from, to);
  if (step === 'leave') {
    const total = useCorpusViewStore.getState().result?.total;
    useTrailStore.setState({ left: { route: from, total } });
  } else if (step === 'arrive') useTrailStore.setState({ left: undefined });
});

/** What a change of place means for the way back. */
export function trailStep(from: Route, to: Route): 'leave' | 'arrive' | 'go on' {
  if (!isOwnView(from) && isOwnView(to)) return 'arrive';
  if (isOwnView(from) && isFollowed(to)) return 'leave';
  return 'go on';
}

/** A view that was asked for, not come to by a link from a figure. */
const isOwnView = (route: Route): boolean => route.view === 'corpus' && !isArticle(route);

const isFollowed = (route: Route): boolean =>
  isArticle(route) || route.view === 'compare' || (route.view === 'retrieve' && 'like' in route.params);

/** The figures of one article. */
function isArticle({ view, params }: Route): boolean {
  if (view !== 'corpus' || !params['filter']) return false;
  try {
    const fields = filterFieldsOf(parseFilter(params['filter']));
    return fields.size === 1 && (fields.has('article') || fields.has('pmcid'));
  } catch {
    return false;
  }
}
