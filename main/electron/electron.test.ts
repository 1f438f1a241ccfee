/** The built Electron main process over a fake Electron: what it registers, refuses and serves. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { app, fakeElectron, seen } from './fake-electron.ts';

const built = join(import.meta.dirname, '..', '..', 'dist', 'main', 'electron.mjs');
const home = mkdtempSync(join(tmpdir(), 'figscope-electron-'));

vi.mock('electron', () => ({ ...fakeElectron, default: fakeElectron }));

const frame = (url: string, parent: object | null = null) => ({
  url,
  parent,
  postMessage: vi.fn<(channel: string, message: unknown, transfer: readonly unknown[]) => void>(),
});
const page = () => frame('figscope://app/');
const from = (senderFrame: object | null): object => ({ senderFrame });

describe.skipIf(!existsSync(built))('the Electron main process', () => {
  beforeAll(async () => {
    process.argv.push(`--home=${home}`);
    await import(/* @vite-ignore */ built);
  });

  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it('registers its scheme, the sandbox and its folder before Electron is ready', () => {
    expect(seen.schemes).toEqual([
      {
        scheme: 'figscope',
        privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
      },
    ]);
    expect(seen.sandboxEnabled).toBe(true);
    expect(seen.userData).toBe(join(home, 'electron'));
    expect(seen.windows).toHaveLength(0);
  });

  it('opens one locked-down window', async () => {
    app.becomeReady();
    await expect.poll(() => seen.windows.length).toBe(1);
    expect(seen.windows[0]?.loaded).toEqual(['figscope://app/']);
    expect(seen.windows[0]?.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
    });
    expect(seen.windows[0]?.options.webPreferences?.preload).toMatch(/dist.main.preload\.cjs$/);
    app.emit('second-instance');
    expect(seen.windows).toHaveLength(1);
    expect(seen.windows[0]?.focused).toBe(1);
    expect(seen.errors).toEqual([]);
  });

  it('lets the page copy, and denies every other permission, device and address', () => {
    const answers: boolean[] = [];
    const contents = { getURL: () => 'figscope://app/' };
    for (const permission of [
      'clipboard-sanitized-write',
      'clipboard-read',
      'media',
      'geolocation',
    ] as const) {
      seen.permissionRequest?.(contents, permission, (allowed) => answers.push(allowed));
    }
    expect(answers).toEqual([true, false, false, false]);
    const check = (origin: string) => seen.permissionCheck?.(null, 'clipboard-sanitized-write', origin);
    expect([
      check('figscope://app/'),
      check('https://figscope.example'),
      check('figscope://app.example'),
    ]).toEqual([true, false, false]);
    expect(seen.devicePermission?.()).toBe(false);
    const cancelled = (url: string): boolean | undefined => {
      let cancel: boolean | undefined;
      seen.beforeRequest?.({ url }, (response) => (cancel = response.cancel));
      return cancel;
    };
    const refused = ['https://example.org/', 'http://127.0.0.1:80/', 'ws://127.0.0.1/', 'file:///etc/passwd'];
    expect(refused.map(cancelled)).toEqual([true, true, true, true]);
    expect(['figscope://app/', 'blob:figscope://app/1', 'data:,'].map(cancelled)).toEqual([
      false,
      false,
      false,
    ]);
  });

  it('keeps the window on its page', () => {
    const contents = seen.windows[0]?.webContents;
    const prevented = (event: string, url: string): boolean => {
      let stopped = false;
      contents?.emit(event, { url, preventDefault: () => (stopped = true) });
      return stopped;
    };
    expect(prevented('will-navigate', 'https://example.org/')).toBe(true);
    expect(prevented('will-navigate', 'figscope://app.example/')).toBe(true);
    expect(prevented('will-navigate', 'figscope://app/#/corpus')).toBe(false);
    expect(prevented('will-frame-navigate', 'file:///etc/passwd')).toBe(true);
    expect(prevented('will-redirect', 'figscope://app/')).toBe(true);
    expect(prevented('will-attach-webview', 'figscope://app/')).toBe(true);
    const links = [
      'https://doi.org/10.1/x',
      'https://example.org/',
      'http://doi.org/',
      'file:///bin/sh',
      'no address',
    ];
    expect(links.map((url) => contents?.windowOpen?.({ url }))).toEqual(
      links.map(() => ({ action: 'deny' })),
    );
    expect(seen.openedLinks).toEqual(['https://doi.org/10.1/x']);
  });

  it('loads a crashed page again, but not for ever', () => {
    const [window] = seen.windows;
    for (let i = 0; i < 5; i += 1) window?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    expect(window?.reloads).toBe(3);
  });

  describe('its scheme', () => {
    const fetchOurs = async (url: string, init?: RequestInit): Promise<Response> => {
      const handler = seen.protocols.get('figscope');
      if (handler === undefined) throw new Error('no handler');
      return handler(new Request(url, init));
    };

    it.skipIf(!existsSync(join(built, '../../renderer/index.html')))(
      'serves the page with its headers',
      async () => {
        const response = await fetchOurs('figscope://app/');
        expect([response.status, response.headers.get('content-type')]).toEqual([
          200,
          'text/html; charset=utf-8',
        ]);
        expect(response.headers.get('content-security-policy')).toMatch(
          /^default-src 'none'; script-src 'self';/,
        );
        expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
        expect(await response.text()).toContain('<title>Figscope</title>');
      },
    );

    it('serves nothing else', async () => {
      const addresses = [
        'figscope://other/index.html',
        'figscope://app/../../etc/passwd',
        'figscope://app/..%2f..%2fetc/passwd',
        'figscope://app/%00.js',
        'figscope://app/blob/..%2f/x',
        `figscope://app/blob/none/${'0'.repeat(63)}`,
      ];
      for (const url of addresses) expect([url, (await fetchOurs(url)).status]).toEqual([url, 404]);
      expect((await fetchOurs('figscope://app/', { method: 'POST' })).status).toBe(405);
    });

    it('takes a pasted image', async () => {
      const response = await fetchOurs('figscope://app/upload/grant-0001/pasted.png', {
        method: 'PUT',
        body: 'png',
      });
      expect([response.status, await response.json()]).toEqual([201, { grant: 'grant-0001', sizeBytes: 3 }]);
      expect(existsSync(join(home, 'uploads', 'grant-0001', 'pasted.png'))).toBe(true);
    });
  });

  describe('messages of the page', () => {
    const strangers = [
      frame('https://example.org/'),
      frame('figscope://app.example/'),
      frame('figscope://app/', {}),
      null,
    ];

    it('brings a port to its own page only', () => {
      const connect = seen.listeners.get('figscope:connect');
      const ours = page();
      connect?.(from(ours));
      expect(ours.postMessage).toHaveBeenCalledWith('figscope:port', null, [expect.anything()]);
      expect(seen.ports).toHaveLength(1);
      // The host greets on it.
      expect(seen.ports[0]?.posted.length).toBeGreaterThan(0);
      for (const stranger of strangers) connect?.(from(stranger));
      expect(seen.ports).toHaveLength(1);
    });

    it('grants files to its own page only, and only those that exist', async () => {
      const grant = seen.handlers.get('figscope:grant');
      const path = join(home, 'dropped.png');
      writeFileSync(path, 'x');
      expect(await grant?.(from(page()), path)).toEqual({
        grant: expect.any(String),
        name: 'dropped.png',
      });
      await expect(grant?.(from(page()), join(home, 'missing.png'))).rejects.toThrow('ENOENT');
      await expect(grant?.(from(page()), 7)).rejects.toThrow('expected string');
      for (const stranger of strangers) {
        await expect(grant?.(from(stranger), path)).rejects.toThrow('may not');
      }
    });

    it('shows the dialog and hands out grants, not paths', async () => {
      const pick = seen.handlers.get('figscope:pick');
      expect(await pick?.(from(page()), 'folder')).toEqual([]);
      seen.picked = [join(home, 'a.tar'), join(home, 'b.tar')];
      const grants = await pick?.(from(page()), 'files');
      expect(grants).toMatchObject([{ name: 'a.tar' }, { name: 'b.tar' }]);
      expect(JSON.stringify(grants)).not.toContain(home);
      await expect(pick?.(from(page()), 'everything')).rejects.toThrow('Invalid option');
      for (const stranger of strangers)
        await expect(pick?.(from(stranger), 'files')).rejects.toThrow('may not');
    });

    it('follows the theme of its own page', () => {
      const setTheme = seen.listeners.get('figscope:theme');
      setTheme?.(from(page()), 'dark');
      expect(seen.themeSource).toBe('dark');
      setTheme?.(from(page()), 'pink');
      setTheme?.(from(strangers[0] ?? null), 'light');
      expect(seen.themeSource).toBe('dark');
      setTheme?.(from(page()), 'auto');
      expect(seen.themeSource).toBe('system');
    });
  });

  it('opens the window where it was', async () => {
    seen.windows[0]?.emit('close');
    seen.windows[0]?.emit('closed');
    app.emit('activate');
    expect(seen.windows).toHaveLength(2);
    expect(seen.windows[1]?.options).toMatchObject({ x: 10, y: 20, width: 1300, height: 800 });
  });

  it('closes the host before it ends', async () => {
    expect(existsSync(join(home, 'host.json'))).toBe(true);
    app.quit();
    await expect.poll(() => seen.exitCodes).toEqual([0]);
    expect(existsSync(join(home, 'host.json'))).toBe(false);
  });
});
