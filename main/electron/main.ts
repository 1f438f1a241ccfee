/**
 * The Electron shell: one host in this process, its workers in utility processes, one window. No product logic here.
 * What has to happen before Electron is ready stands at the top level, which an ES module runs in time.
 */
import { join } from 'node:path';
import { app, type BrowserWindow, dialog, session } from 'electron';
import { errorRecord } from '#app/util/error.ts';
import { Home, resolveHome } from '../host/home.ts';
import { type Host, openHost } from '../host/host.ts';
import { createHostWorkers } from '../host/host-workers.ts';
import { findInstallation } from '../host/installation.ts';
import { type HostServer, serveHost } from '../server/serve-host.ts';
import { readStaticFiles } from '../server/static-files.ts';
import { guardContents, guardSession } from './guards.ts';
import { answerPage } from './ipc.ts';
import { setMenu } from './menu.ts';
import { handleScheme, registerScheme } from './protocol.ts';
import { launchUtility } from './utility-launch.ts';
import { openWindow } from './window.ts';

const busyPollMs = 1_000;

const installation = findInstallation();
const home = new Home(
  resolveHome(process.argv.find((arg) => arg.startsWith('--home='))?.slice('--home='.length)),
);

registerScheme();
app.enableSandbox();
app.setName('Figscope');
// The lock below is per folder: one Electron for one home.
app.setPath('userData', join(home.folder, 'electron'));
guardContents();

if (app.requestSingleInstanceLock()) void app.whenReady().then(start).catch(fail);
else app.quit();

async function start(): Promise<void> {
  const running = await home.runningHost();
  if (running !== undefined) {
    throw new Error(
      `Figscope is already running on ${home.folder} (process ${running.pid}). Use that one, or stop it first.`,
    );
  }
  const { version, resources } = installation;
  const workers = createHostWorkers({ home: home.folder, installation, launcher: launchUtility() });
  const host = await openHost({ home: home.folder, shell: 'electron', version, resources, workers });
  // No page is served here; the server lets the command line use this host.
  const server = await serveHost(host, { host: '127.0.0.1', port: 0, files: new Map() });
  await home.claim({ pid: process.pid, url: server.origin, secret: server.secret });
  host.welcome();

  guardSession(session.defaultSession);
  handleScheme(session.defaultSession, readStaticFiles(), host);
  setMenu(!app.isPackaged);
  const windows = oneWindow(host);
  answerPage(host, windows.current);
  app.on('second-instance', windows.show);
  app.on('activate', windows.show);
  closeBeforeQuit(host, server);
  windows.show();
}

/** Opens the window, or brings the open one to the front. */
function oneWindow(host: Host): {
  readonly show: () => void;
  readonly current: () => BrowserWindow | undefined;
} {
  let window: BrowserWindow | undefined;
  app.on('window-all-closed', () => void quitWhenIdle(host, () => window === undefined));
  return {
    current: () => window,
    show: () => {
      if (window !== undefined) {
        if (window.isMinimized()) window.restore();
        window.focus();
        return;
      }
      window = openWindow({
        preload: join(installation.root, 'dist', 'main', 'preload.cjs'),
        home: home.folder,
        devTools: !app.isPackaged,
      });
      window.once('closed', () => {
        window = undefined;
      });
    },
  };
}

/** Without a window the process stays for its jobs only. */
async function quitWhenIdle(host: Host, stillClosed: () => boolean): Promise<void> {
  while (host.busy && stillClosed()) await new Promise((resolve) => setTimeout(resolve, busyPollMs));
  if (stillClosed()) app.quit();
}

/** Quitting waits for the host: runs stop with a checkpoint, workers end. */
function closeBeforeQuit(host: Host, server: HostServer): void {
  let closed: Promise<void> | undefined;
  app.on('before-quit', (event) => {
    event.preventDefault();
    closed ??= server
      .close()
      .then(() => host.close())
      .catch((error: unknown) => void process.stderr.write(`figscope: ${errorRecord(error).message}\n`))
      .then(() => {
        home.release();
        app.exit(0);
      });
  });
}

function fail(error: unknown): void {
  const { message, remedy } = errorRecord(error);
  dialog.showErrorBox('Figscope cannot start', [message, remedy ?? ''].join('\n'));
  app.exit(1);
}
