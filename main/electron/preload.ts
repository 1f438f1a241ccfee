/** Runs sandboxed beside the page, built as one CommonJS file. Gives the page the bridge and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import { type Bridge, bridgeName, channels, type Grant, portMessage } from './bridge.ts';

/** The part of the DOM that is needed here; the rest of main/ is compiled without it. */
declare const window: {
  readonly location: { readonly origin: string };
  postMessage(message: unknown, targetOrigin: string, transfer: readonly unknown[]): void;
};

// A MessagePort cannot cross the context bridge; a window message carries it.
ipcRenderer.on(channels.port, ({ ports }) => {
  window.postMessage({ type: portMessage }, window.location.origin, [...ports]);
});

const bridge: Bridge = {
  platform: process.platform,
  connect: () => ipcRenderer.send(channels.connect),
  grant: async (file): Promise<Grant> => {
    const path = webUtils.getPathForFile(file);
    if (path === '') throw new Error('This file is not on a disk.');
    return ipcRenderer.invoke(channels.grant, path);
  },
  pick: (kind) => ipcRenderer.invoke(channels.pick, kind),
  setTheme: (theme) => ipcRenderer.send(channels.theme, theme),
};

contextBridge.exposeInMainWorld(bridgeName, bridge);
