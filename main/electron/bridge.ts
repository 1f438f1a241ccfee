/** What the page sees of Electron: five names, and the channels behind them. Types only reach the page. */

/** `window[bridgeName]`. */
export const bridgeName = 'figscopeShell';

/** `data.type` of the window message that brings the port, posted by the preload. */
export const portMessage = 'figscope:port';

export const channels = {
  connect: 'figscope:connect',
  port: 'figscope:port',
  grant: 'figscope:grant',
  pick: 'figscope:pick',
  theme: 'figscope:theme',
} as const;

/** A file or folder that the person chose: the name to show, and an id that stands for its path. */
export interface Grant {
  readonly grant: string;
  readonly name: string;
}

export type PickKind = 'files' | 'folder';
export type Theme = 'auto' | 'light' | 'dark';

export interface Bridge {
  /** `linux`, `darwin`, `win32`. */
  readonly platform: string;
  /** Asks for a port to the host; it arrives as a window message. */
  connect(): void;
  /** For a dropped file or folder. Rejects for one that is not on a disk. */
  grant(file: File): Promise<Grant>;
  /** The system's dialog; empty when the person cancels. */
  pick(kind: PickKind): Promise<readonly Grant[]>;
  /** The window's frame and the system's dialogs follow the page. */
  setTheme(theme: Theme): void;
}
