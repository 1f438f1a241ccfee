/** The one window. */
import { join } from 'node:path';
import { BrowserWindow, type BrowserWindowConstructorOptions } from 'electron';
import { appOrigin } from './protocol.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

export interface WindowOptions {
  /** Absolute path of the built preload. */
  readonly preload: string;
  /** Folder of this person's data, for the window's place. */
  readonly home: string;
  readonly devTools: boolean;
}

/** A page that crashes this often within a minute is not loaded again. */
const mostReloadsPerMinute = 3;

export function openWindow({ preload, home, devTools }: WindowOptions): BrowserWindow {
  const stateFile = join(home, 'window.json');
  const window = new BrowserWindow({
    ...readWindowState(stateFile),
    ...smallest,
    show: false,
    title: 'Figscope',
    autoHideMenuBar: true,
    webPreferences: {
      preload,
      devTools,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => window.show());
  window.on('close', () => writeWindowState(stateFile, window.getNormalBounds()));
  reloadAfterCrash(window);
  void window.loadURL(`${appOrigin}/`);
  return window;
}

const smallest: BrowserWindowConstructorOptions = { minWidth: 1024, minHeight: 640 };

function reloadAfterCrash(window: BrowserWindow): void {
  let reloads: readonly number[] = [];
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    reloads = reloads.filter((time) => time > Date.now() - 60_000);
    if (reason === 'clean-exit' || reloads.length >= mostReloadsPerMinute) return;
    reloads = [...reloads, Date.now()];
    window.reload();
  });
}
