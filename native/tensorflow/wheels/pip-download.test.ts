import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideMembers } from './provide-members.ts';
import { libraryBytes, makeWheel, tinyNeed, wheelFile } from './test-wheel.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figscope-pip-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, wheelFile), makeWheel());
  // pip knows an index that no configuration names.
  vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
  vi.stubEnv('PIP_INDEX_URL', '');
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** A pip that does what the lines say after it has found its `$dest`. */
function writePip(...lines: string[]): void {
  const script = [
    '#!/bin/sh',
    `echo "$@" >> ${folder}/asked`,
    'case "$*" in *--version) exit 0;; esac',
    'while [ $# -gt 0 ]; do if [ "$1" = --dest ]; then dest=$2; fi; shift; done',
    ...lines,
  ];
  writeFileSync(join(folder, 'bin', 'pip'), `${script.join('\n')}\n`);
  chmodSync(join(folder, 'bin', 'pip'), 0o755);
  vi.stubEnv('PATH', `${join(folder, 'bin')}:/usr/bin:/bin`);
}

const provide = () =>
  provideMembers([tinyNeed], {
    root: join(folder, 'root'),
    pieces: join(folder, 'root', 'pieces'),
    signal: new AbortController().signal,
    progress: () => undefined,
  });

describe.skipIf(process.platform === 'win32')('without an index', () => {
  it('pip is asked for the wheel, for no other Python’s and for nothing that it depends on', async () => {
    writePip(`cp ${folder}/${wheelFile} "$dest/"`);
    expect(await provide()).toEqual([{ file: wheelFile, checkedBy: 'record' }]);
    expect(readFileSync(join(folder, 'root', 'lib', 'libtiny.so')).equals(libraryBytes)).toBe(true);
    expect(existsSync(join(folder, 'root', 'pieces'))).toBe(false);
    const asked = readFileSync(join(folder, 'asked'), 'utf8');
    expect(asked).toMatch(/^download .*--no-deps --only-binary=:all: .* tiny==1.0$/m);
  });

  it('pip’s last word is passed on', async () => {
    writePip(
      'echo "WARNING: slow" >&2',
      'echo "ERROR: No matching distribution found for tiny" >&2',
      'exit 1',
    );
    await expect(provide()).rejects.toMatchObject({
      code: 'unavailable',
      message: 'pip could not download tiny 1.0: No matching distribution found for tiny.',
    });
  });

  it('and without pip, what can be named is named', async () => {
    vi.stubEnv('PATH', join(folder, 'bin'));
    await expect(provide()).rejects.toMatchObject({
      code: 'unavailable',
      remedy: expect.stringMatching(/--wheel-index .*PIP_INDEX_URL.*--from/),
    });
  });
});
