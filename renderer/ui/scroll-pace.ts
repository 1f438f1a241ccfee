/** Whether the list around a cell moves too fast to be looked at: images wait until it slows down. */
import { createContext, useContext, useSyncExternalStore } from 'react';

export interface ScrollPace {
  readonly isFast: () => boolean;
  readonly subscribePace: (listener: () => void) => () => void;
}

const still: ScrollPace = { isFast: () => false, subscribePace: () => () => undefined };

/** Given by the virtual grid to its cells; outside of one nothing moves. */
export const ScrollPaceContext = createContext<ScrollPace>(still);

export function useIsScrollingFast(): boolean {
  const pace = useContext(ScrollPaceContext);
  return useSyncExternalStore(pace.subscribePace, pace.isFast);
}
