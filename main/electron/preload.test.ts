/** The built preload, run as Electron runs it: one CommonJS file with a `require` that knows little more than electron. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';

const built = join(import.meta.dirname, '..', '..', 'dist', 'main', 'preload.cjs');

describe.skipIf(!existsSync(built))('the preload', () => {
  const code = existsSync(built) ? readFileSync(built, 'utf8') : '';

  it('requires electron alone, and is no ES module', () => {
    const required = [...code.matchAll(/require\(["'`]([^"'`]+)["'`]\)/g)].map(([, name]) => name);
    expect(required).toEqual(['electron']);
    expect(code).not.toMatch(/^\s*(import|export)\s/m);
    expect(code).not.toMatch(/\bimport\s*\(/);
  });

  it('shows the page five names, and hands the port over', async () => {
    const exposed = new Map<string, Record<string, (...args: unknown[]) => unknown>>();
    const sent: unknown[] = [];
    const listeners = new Map<string, (event: object) => void>();
    const posted: unknown[] = [];
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, value: Record<string, () => unknown>) => exposed.set(name, value),
      },
      ipcRenderer: {
        on: (channel: string, listener: (event: object) => void) => listeners.set(channel, listener),
        send: (...args: unknown[]) => void sent.push(args),
        invoke: async (...args: unknown[]) => {
          sent.push(args);
          return 'answer';
        },
      },
      webUtils: { getPathForFile: (file: { path: string }) => file.path },
    };
    const window = {
      location: { origin: 'figscope://app' },
      postMessage: (...args: unknown[]) => posted.push(args),
    };
    const require = (name: string): unknown => {
      if (name === 'electron') return electron;
      throw new Error(`A sandboxed preload cannot require ${name}.`);
    };
    runInContext(
      code,
      createContext({ require, window, process: { platform: 'linux' }, exports: {}, module: {} }),
    );

    expect([...exposed.keys()]).toEqual(['figscopeShell']);
    const bridge = exposed.get('figscopeShell') ?? {};
    expect(Object.keys(bridge).sort()).toEqual(['connect', 'grant', 'pick', 'platform', 'setTheme']);
    bridge['connect']?.();
    expect(await bridge['grant']?.({ path: '/a.png' })).toBe('answer');
    await expect(bridge['grant']?.({ path: '' })).rejects.toThrow('not on a disk');
    expect(await bridge['pick']?.('folder')).toBe('answer');
    bridge['setTheme']?.('dark');
    expect(sent).toEqual([
      ['figscope:connect'],
      ['figscope:grant', '/a.png'],
      ['figscope:pick', 'folder'],
      ['figscope:theme', 'dark'],
    ]);
    listeners.get('figscope:port')?.({ ports: ['a port'], sender: 'never shown' });
    expect(posted).toEqual([[{ type: 'figscope:port' }, 'figscope://app', ['a port']]]);
  });
});
