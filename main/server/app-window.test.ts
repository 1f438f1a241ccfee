/** Looking for programs that show the window, with stand-ins for them. */
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppWindow } from './app-window.ts';
import { browserBinary, electronBinary } from './shell-binaries.ts';

let folder: string;

function program(path: string, lines: readonly string[]): string {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(join(folder, path), 0o755);
  return join(folder, path);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'figscope-window-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(process.platform !== 'linux')('programs that show the window', () => {
  it('has Electron only where its file is, and does not start it to find out', () => {
    mkdirSync(join(folder, 'empty'));
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'empty') })).toBeUndefined();
    const started = join(folder, 'started');
    const binary = program('dist/electron', [`touch ${started}`]);
    expect(electronBinary({ ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'dist') })).toBe(binary);
    expect(existsSync(started)).toBe(false);
  });

  it('finds a browser on the path, or the one that is named', () => {
    expect(browserBinary({ PATH: join(folder, 'nowhere') })).toBeUndefined();
    const chrome = program('bin/google-chrome', []);
    expect(browserBinary({ PATH: `${join(folder, 'nowhere')}:${join(folder, 'bin')}` })).toBe(chrome);
    const named = program('other/browser', []);
    expect(browserBinary({ PATH: join(folder, 'bin'), FIGSCOPE_BROWSER: named })).toBe(named);
    expect(
      browserBinary({ PATH: join(folder, 'bin'), FIGSCOPE_BROWSER: join(folder, 'gone') }),
    ).toBeUndefined();
  });

  it('opens an app window with a profile of its own, and clears it away', async () => {
    const log = join(folder, 'arguments');
    const browser = program('app/browser', [`printf '%s\\n' "$@" > ${log}`]);
    const env = {
      FIGSCOPE_BROWSER: browser,
      DISPLAY: ':0',
      FIGSCOPE_BROWSER_FLAGS: '--lang=en --mute-audio',
    };
    const window = openAppWindow('http://127.0.0.1:1/?token=x', env);
    await window?.closed;
    const flags = readFileSync(log, 'utf8').split('\n');
    expect(flags).toContain('--app=http://127.0.0.1:1/?token=x');
    expect(flags).toEqual(expect.arrayContaining(['--lang=en', '--mute-audio']));
    const profile = flags
      .find((flag) => flag.startsWith('--user-data-dir='))
      ?.slice('--user-data-dir='.length);
    expect(profile).toMatch(/figscope-window-/);
    expect(existsSync(profile ?? '')).toBe(false);
  });

  it('opens none without a screen', () => {
    const browser = program('app/browser', []);
    expect(openAppWindow('http://127.0.0.1:1/', { FIGSCOPE_BROWSER: browser })).toBeUndefined();
  });
});
