/** The window of the browser shell: an installed Chromium-based browser in app mode, with a profile of its own. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { browserBinary } from './shell-binaries.ts';

export interface AppWindow {
  /** Resolves when the person has closed it. */
  readonly closed: Promise<void>;
  close(): void;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A window needs a screen: on Linux the environment names it. */
const hasScreen = (env: Environment): boolean =>
  process.platform !== 'linux' || env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined;

/** Undefined where there is no such browser, or no screen. */
export function openAppWindow(url: string, env: Environment = process.env): AppWindow | undefined {
  const browser = hasScreen(env) ? browserBinary(env) : undefined;
  if (browser === undefined) return undefined;
  // A fresh profile shares no cookies with the person's other pages, and ends with the window.
  const profile = mkdtempSync(join(tmpdir(), 'figscope-window-'));
  const child = spawn(browser, appWindowFlags(url, profile, env), { stdio: 'ignore' });
  const closed = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('exit', () => resolve());
  }).finally(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return { closed, close: () => void child.kill() };
}

function appWindowFlags(url: string, profile: string, env: Environment): readonly string[] {
  const isRoot = process.getuid?.() === 0;
  return [
    `--app=${url}`,
    `--user-data-dir=${profile}`,
    '--no-first-run',
    '--no-default-browser-check',
    '--window-size=1440,900',
    // Chromium's sandbox refuses to run as root, as in containers.
    ...(isRoot ? ['--no-sandbox', '--test-type'] : []),
    ...(env['FIGSCOPE_BROWSER_FLAGS'] ?? '').split(' ').filter((flag) => flag !== ''),
  ];
}
