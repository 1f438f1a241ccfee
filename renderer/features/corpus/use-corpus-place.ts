import { useCallback, useMemo } from 'react';
import { navigate, useRouteStore } from '#renderer/stores/route-store.ts';
import { type CorpusPlace, placeOf, routeOf } from './query-link.ts';

export type SetPlace = (place: CorpusPlace, options?: { readonly replace?: boolean }) => void;

/** The place in the address, and a way to go to another in the same corpus. */
export function useCorpusPlace(): {
  readonly asked: string | undefined;
  readonly place: CorpusPlace;
  readonly setPlace: SetPlace;
} {
  const route = useRouteStore((state) => state.route);
  const asked = route.view === 'corpus' ? route.subject : undefined;
  const { params } = route;
  const place = useMemo(() => placeOf(params), [params]);
  const setPlace = useCallback<SetPlace>((next, options) => navigate(routeOf(asked, next), options), [asked]);
  return { asked, place, setPlace };
}
