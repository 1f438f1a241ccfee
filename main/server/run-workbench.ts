/** `figscope start` and `figscope serve`: opens the workbench in the best shell that this machine has. */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { Home, type HostRecord, resolveHome } from '../host/home.ts';
import { type Host, openHost } from '../host/host.ts';
import { createHostWorkers } from '../host/host-workers.ts';
import { findInstallation, type Installation } from '../host/installation.ts';
import { type AppWindow, openAppWindow } from './app-window.ts';
import { type HostServer, serveHost } from './serve-host.ts';
import { electronBinary } from './shell-binaries.ts';

export interface WorkbenchOptions {
  /** Data folder; default FIGSCOPE_HOME or the platform's. */
  readonly home?: string | undefined;
  /** Address to listen on; default 127.0.0.1. */
  readonly host?: string | undefined;
  /** Default 0: a free one. */
  readonly port?: number | undefined;
  /** CPU threads of an engine; default all cores. */
  readonly threads?: number | undefined;
  /** False only serves. */
  readonly open: boolean;
  /** stdout gets one line `{url, browserUrl, pid, version, home}`; what is said to people goes to stderr. */
  readonly json: boolean;
}

const loopback = '127.0.0.1';
const busyPollMs = 1_000;

/**
 * Runs until the window is closed, or a signal comes; resolves with the exit code.
 * @throws FigscopeError `conflict` when the home has a host already and no window is wanted, `unavailable` for a
 *   port that is taken
 */
export async function runWorkbench(options: WorkbenchOptions): Promise<number> {
  const installation = findInstallation();
  const home = new Home(resolveHome(options.home));
  const running = await home.runningHost();
  if (running !== undefined) return joinRunning(running, home, options);
  // An address or a port asks for the server, which Electron does not show.
  const wantsServer = options.port !== undefined || (options.host ?? loopback) !== loopback;
  const electron = options.open && !wantsServer ? electronBinary() : undefined;
  if (electron !== undefined) return runElectron(electron, installation, home);
  return serveUntilDone(installation, home, options);
}

async function serveUntilDone(
  installation: Installation,
  home: Home,
  options: WorkbenchOptions,
): Promise<number> {
  const { version, resources } = installation;
  const { threads = 0 } = options;
  const workers = createHostWorkers({ home: home.folder, installation, threads });
  const host = await openHost({ home: home.folder, shell: 'browser', version, resources, workers, threads });
  const stop = stopSignal();
  let server: HostServer | undefined;
  try {
    server = await serveHost(host, {
      host: options.host ?? loopback,
      port: options.port ?? 0,
      onError: (error, where) => say(`${where}: ${error instanceof Error ? error.message : String(error)}`),
    });
    await home.claim({ pid: process.pid, url: server.origin, secret: server.secret });
    const release = (): void => home.release();
    process.once('exit', release);
    host.welcome();
    announce(server, version, home, options);
    const window = options.open ? openAppWindow(server.startUrl('plain')) : undefined;
    if (options.open && window === undefined)
      say('No Chromium, Chrome or Edge was found to open a window with.');
    await (window === undefined ? stop.came : untilClosed(window, host, stop.came));
    window?.close();
    return 0;
  } finally {
    // The page is told before the workers go, so that it does not see their end as a failure.
    await server?.close();
    await host.close();
    home.release();
    stop.forget();
  }
}

/** Closing the window ends the process, unless a job runs: then that is waited for. */
async function untilClosed(window: AppWindow, host: Host, stopped: Promise<void>): Promise<void> {
  let over = false;
  const end = stopped.then(() => {
    over = true;
  });
  await Promise.race([window.closed, end]);
  if (!over && host.busy)
    say('The window is closed; Figscope goes on until its jobs are done. Ctrl-C stops them.');
  while (!over && host.busy) await Promise.race([delay(busyPollMs), end]);
}

const say = (line: string): void => void process.stderr.write(`figscope: ${line}\n`);

function announce(server: HostServer, version: string, home: Home, options: WorkbenchOptions): void {
  if (options.json) {
    const url = server.startUrl('plain');
    const browserUrl = server.startUrl('private');
    const line = { url, browserUrl, pid: process.pid, version, home: home.folder };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  process.stdout.write(
    [
      `Figscope ${version} is running. Its address, good for one browser:`,
      `  ${server.startUrl('private')}`,
      'For a browser that does not know the name:',
      `  ${server.startUrl('plain')}`,
      'Ctrl-C stops it.\n',
    ].join('\n'),
  );
}

/** Ctrl-C once asks; twice ends at once. */
function stopSignal(): { readonly came: Promise<void>; forget(): void } {
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const { promise: came, resolve } = Promise.withResolvers<void>();
  let asked = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (asked) process.exit(128 + constants.signals[signal]);
    asked = true;
    resolve();
  };
  for (const signal of signals) process.on(signal, onSignal);
  return {
    came,
    forget: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}

/** Electron is a host of its own: this process only waits for it. */
async function runElectron(binary: string, { root }: Installation, home: Home): Promise<number> {
  const entry = join(root, 'dist', 'main', 'electron.mjs');
  const args = [entry, `--home=${home.folder}`, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
  const child = spawn(binary, args, { stdio: 'inherit' });
  const stop = stopSignal();
  void stop.came.then(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      stop.forget();
      resolve(code ?? 1);
    });
  });
}

/** The home has a host: another window of it is welcome, a second host is not. */
async function joinRunning(running: HostRecord, home: Home, options: WorkbenchOptions): Promise<number> {
  if (!options.open) {
    throw new FigscopeError('conflict', {
      message: `Figscope is already running on ${home.folder} (process ${running.pid}).`,
      remedy: 'Use that one, stop it first, or choose another folder with --home.',
      facts: { pid: running.pid, url: running.url, home: home.folder },
    });
  }
  const url = await freshStartUrl(running);
  const window = openAppWindow(url);
  say(
    `Figscope is already running on ${home.folder}${window ? '; this is another window of it.' : '. Open:'}`,
  );
  if (window === undefined) process.stdout.write(`${url}\n`);
  else await window.closed;
  return 0;
}

async function freshStartUrl({ url, secret, pid }: HostRecord): Promise<string> {
  try {
    const answer = await fetch(new URL('/start-url', url), {
      headers: { authorization: `Bearer ${secret}` },
    });
    return z.object({ url: z.string() }).parse(await answer.json()).url;
  } catch (cause) {
    throw new FigscopeError(
      'unavailable',
      {
        message: `Figscope is running (process ${pid}) but does not answer.`,
        remedy: 'Wait a moment and try again; if it stays so, end that process.',
      },
      { cause },
    );
  }
}
