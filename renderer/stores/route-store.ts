/** The current place, kept equal to the address bar in both directions. */
import { create } from 'zustand';
import { formatHash, homeRoute, parseHash, type Route } from './route.ts';

interface RouteState {
  readonly route: Route;
}

export const useRouteStore = create<RouteState>()(() => ({ route: homeRoute }));

/** Follows the address bar from now on. Call once. */
export function followAddress(): void {
  const read = (): void => useRouteStore.setState({ route: parseHash(location.hash) });
  addEventListener('hashchange', read);
  read();
}

/** Goes to a place. `replace` leaves no entry in the history: for typing and stepping. */
export function navigate(route: Route, options: { readonly replace?: boolean } = {}): void {
  const hash = formatHash(route);
  if (hash === location.hash) return;
  if (options.replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  useRouteStore.setState({ route });
}
