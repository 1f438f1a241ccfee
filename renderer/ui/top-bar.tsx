import { createContext, type ReactNode, use } from 'react';
import { createPortal } from 'react-dom';

/** The element of the top bar that belongs to the view. The shell provides it. */
export const TopBarSlot = createContext<HTMLElement | null>(null);

/** What a view shows in the top bar: where am I, and its one main control. */
export function TopBar({ children }: { children: ReactNode }) {
  const slot = use(TopBarSlot);
  return slot ? createPortal(children, slot) : null;
}
