import { useCallback, useMemo } from 'react';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { type CorpusPlace, placeOf, queryKey, routeOf } from './query-link.ts';

export type SetPlace = (place: CorpusPlace, options?: { readonly replace?: boolean }) => void;

/** The place in the address, and a way to go to another in the same corpus. Another query begins at its start. */
export function useCorpusPlace(): {
  readonly asked: string | undefined;
  readonly place: CorpusPlace;
  readonly setPlace: SetPlace;
} {
  const route = useRouteStore((state) => state.route);
  const asked = route.view === 'corpus' ? route.subject : undefined;
  const { params } = route;
  const place = useMemo(() => placeOf(params), [params]);
  const setPlace = useCallback<SetPlace>(
    (next, options) => {
      const before = placeOf(useRouteStore.getState().route.params);
      const sameQuery = queryKey(before.query) === queryKey(next.query);
      navigate(routeOf(asked, { ...next, at: sameQuery ? before.at : 0 }), options);
    },
    [asked],
  );
  return { asked, place, setPlace };
}

/** Writes the item that is looked at into the address, without an entry in the history. */
export function keepAt(at: number): void {
  const { route } = useRouteStore.getState();
  if (route.view !== 'corpus') return;
  const place = placeOf(route.params);
  if (place.at !== at) navigate(routeOf(route.subject, { ...place, at }), { replace: true });
}
