import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCompiler } from './build-binding.ts';
import { lockInstallation } from './installation-lock.ts';
import { findTensorFlow, removeTensorFlow, unfinishedFolder } from './installation.ts';
import { bindingFile, installationName, manifestFile } from './layout.ts';
import { explainLoadFailure } from './load-failure.ts';
import { loadTensorFlow } from './load-tensorflow.ts';
import { parseDevices } from './nvidia-devices.ts';
import { tryLoading } from './try-loading.ts';

let engines: string;

beforeEach(() => {
  engines = mkdtempSync(join(tmpdir(), 'figscope-engines-'));
});

afterEach(() => rmSync(engines, { recursive: true, force: true }));

function install(version: string, cuda: boolean, binding = 'not a library'): string {
  const folder = join(engines, installationName(version, cuda));
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, bindingFile), binding);
  const installedAt = '2026-01-01T00:00:00.000Z';
  const content = { version, cuda, platform: 'linux-x64', bytes: 1000, installedAt, wheels: [] };
  writeFileSync(join(folder, manifestFile), JSON.stringify(content));
  return folder;
}

describe('an installation', () => {
  it('is found by its manifest: CUDA first, then the newest', () => {
    expect(findTensorFlow(join(engines, 'none'))).toBeUndefined();
    install('2.9.0', false);
    const newer = install('2.21.0', false);
    expect(findTensorFlow(engines)).toEqual({ folder: newer, version: '2.21.0', cuda: false, bytes: 1000 });
    install('2.9.0', true);
    expect(findTensorFlow(engines)).toMatchObject({ version: '2.9.0', cuda: true });
  });

  it('is none without its binding, with a damaged manifest, or unfinished', () => {
    const folder = install('2.21.0', false);
    writeFileSync(join(folder, manifestFile), '{"version": 2');
    mkdirSync(unfinishedFolder(engines, false, '2.21.0'));
    rmSync(join(install('2.21.0', true), bindingFile));
    expect(findTensorFlow(engines)).toBeUndefined();
  });

  it('is removed whole, with what was left of others, and says how much that was', async () => {
    install('2.21.0', false, 'x'.repeat(5000));
    const unfinished = unfinishedFolder(engines, true, '2.21.0');
    mkdirSync(join(unfinished, 'pieces'), { recursive: true });
    writeFileSync(join(unfinished, 'pieces', 'a'), 'x'.repeat(700));
    writeFileSync(join(engines, 'reports.json'), '{}');
    const { freedBytes } = await removeTensorFlow(engines);
    expect(freedBytes).toBeGreaterThan(5700);
    expect(freedBytes).toBeLessThan(6000);
    expect(existsSync(join(engines, 'reports.json'))).toBe(true);
    expect(findTensorFlow(engines)).toBeUndefined();
    await expect(removeTensorFlow(engines)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('that is no library is refused before and after, in words', async () => {
    const folder = install('2.21.0', false);
    await expect(loadTensorFlow(folder)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(tryLoading(folder, new AbortController().signal)).rejects.toMatchObject({
      code: 'unavailable',
    });
    await expect(loadTensorFlow(join(engines, 'none'))).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('figscope engine install tensorflow'),
    });
  });
});

describe('what stands in the way of one', () => {
  it('another process that installs; one that was killed does not', async () => {
    {
      await using _lock = await lockInstallation(engines);
      await expect(lockInstallation(engines)).rejects.toMatchObject({ code: 'conflict' });
    }
    // No process has that number; then: another process has it.
    writeFileSync(join(engines, 'tensorflow.lock'), '999999999 1');
    await (await lockInstallation(engines))[Symbol.asyncDispose]();
    writeFileSync(join(engines, 'tensorflow.lock'), `${process.ppid} 1`);
    await using _again = await lockInstallation(engines);
    expect(existsSync(join(engines, 'tensorflow.lock'))).toBe(true);
  });

  it('no C++ compiler, or one that does not run', async () => {
    const nowhere = { PATH: engines };
    await expect(findCompiler(nowhere)).rejects.toMatchObject({
      code: 'unavailable',
      remedy: expect.stringMatching(/Install one/),
    });
    await expect(findCompiler({ ...nowhere, CXX: 'no-such-compiler -x' })).rejects.toThrow(
      /CXX names does not run: no-such-compiler -x/,
    );
  });

  it.each([
    [
      "/lib/x86_64-linux-gnu/libstdc++.so.6: version `GLIBCXX_3.4.29' not found (required by libtensorflow_cc.so.2)",
      'unsupported',
      /C\+\+ library \(libstdc\+\+\).*GLIBCXX_3.4.29/,
    ],
    ["/lib/libc.so.6: version `GLIBC_2.27' not found", 'unsupported', /C library \(glibc\).*GLIBC_2.27/],
    [
      'libtensorflow_cc.so.2: cannot open shared object file: No such file or directory',
      'unavailable',
      /libtensorflow_cc.so.2 is missing/,
    ],
    ['something else', 'unavailable', /does not load/],
  ])('a system that says: %s', (said, code, sentence) => {
    const error = explainLoadFailure(said);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.remedy).toBeTruthy();
  });
});

describe('NVIDIA’s devices', () => {
  it('are read from what nvidia-smi prints', () => {
    const output =
      '0, NVIDIA H100 80GB HBM3, 81559, 81008, 550.54.15\n1, Orin (nvgpu), [N/A], [Not Supported], 550.54.15\n';
    expect(parseDevices(output)).toEqual({
      driver: '550.54.15',
      devices: [
        {
          id: 'gpu:0',
          title: 'NVIDIA H100 80GB HBM3',
          totalBytes: 81559 * 2 ** 20,
          freeBytes: 81008 * 2 ** 20,
        },
        { id: 'gpu:1', title: 'Orin (nvgpu)' },
      ],
    });
    expect(parseDevices('No devices were found\n')).toEqual({ devices: [] });
  });
});
