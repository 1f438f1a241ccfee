/** Keys of the views that are on screen. The shell has one listener; views register what they answer to. */
import { useEffect, useRef } from 'react';
import { create } from 'zustand';

export interface Shortcut {
  /** A chord such as `Ctrl+B`, `J` or `Shift+J`; several are alternatives. */
  readonly keys: readonly string[];
  readonly run: () => void;
  /** Absent: always. */
  readonly when?: () => boolean;
}

interface ShortcutsState {
  /** Innermost last: a pane registered after its view wins. */
  readonly layers: readonly (() => readonly Shortcut[])[];
}

export const useShortcutsStore = create<ShortcutsState>()(() => ({ layers: [] }));

/** Answers to these keys while the component is mounted. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    const layer = (): readonly Shortcut[] => latest.current;
    useShortcutsStore.setState(({ layers }) => ({ layers: [...layers, layer] }));
    return () =>
      useShortcutsStore.setState(({ layers }) => ({ layers: layers.filter((other) => other !== layer) }));
  }, []);
}
