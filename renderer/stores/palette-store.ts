/** Commands of the views on screen, for the palette. */
import { useEffect } from 'react';
import { create } from 'zustand';

export interface PaletteCommand {
  readonly id: string;
  /** Heading in the palette: Corpus, Runs ... */
  readonly group: string;
  /** Verb first. */
  readonly label: string;
  readonly detail?: string;
  readonly keys?: string;
  readonly run: () => void;
}

interface PaletteState {
  readonly commands: ReadonlyMap<string, readonly PaletteCommand[]>;
}

export const usePaletteStore = create<PaletteState>()(() => ({ commands: new Map() }));

/** Offers commands under the name of their owner while the component is mounted. Memoise the list. */
export function usePaletteCommands(owner: string, commands: readonly PaletteCommand[]): void {
  useEffect(() => {
    usePaletteStore.setState(({ commands: before }) => ({
      commands: new Map(before).set(owner, commands),
    }));
    return () =>
      usePaletteStore.setState(({ commands: before }) => {
        const after = new Map(before);
        after.delete(owner);
        return { commands: after };
      });
  }, [owner, commands]);
}
