/** What was done last, as command lines: the status bar shows the newest, the palette the ones before. */
import { create } from 'zustand';

export interface RecordedCommand {
  readonly line: string;
  readonly at: number;
}

interface CommandLineState {
  /** Newest first. */
  readonly commands: readonly RecordedCommand[];
  readonly record: (line: string) => void;
}

const kept = 50;

export const useCommandLineStore = create<CommandLineState>()((set) => ({
  commands: [],
  record: (line) =>
    set(({ commands }) => {
      const before = commands[0]?.line === line ? commands.slice(1) : commands;
      return { commands: [{ line, at: Date.now() }, ...before].slice(0, kept) };
    }),
}));

/** Records a step outside React. */
export const recordCommand = (line: string): void => useCommandLineStore.getState().record(line);
