import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPipConfiguration } from './pip-configuration.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'figscope-pip-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Without the files of this machine. */
const read = (environment: Record<string, string> = {}, platform: NodeJS.Platform = 'linux') =>
  readPipConfiguration({
    platform,
    homeFolder: join(folder, 'home'),
    etc: join(folder, 'etc'),
    environment,
  });

const index = (name: string) => `[global]\nindex-url = https://${name}.example/simple\n`;

describe('pip’s configuration', () => {
  it('goes from the system to the person to the environment, the last one wins', () => {
    write('etc/xdg/pip/pip.conf', `${index('system')}cert = /system.pem\n`);
    expect(read()).toMatchObject({ indexUrl: 'https://system.example/simple', certificates: '/system.pem' });
    write('etc/pip.conf', index('etc'));
    expect(read().indexUrl).toBe('https://etc.example/simple');
    write('home/.pip/pip.conf', index('old-user'));
    expect(read().indexUrl).toBe('https://old-user.example/simple');
    write('home/.config/pip/pip.conf', index('user'));
    expect(read().indexUrl).toBe('https://user.example/simple');
    write('venv/pip.conf', index('venv'));
    const venv = { VIRTUAL_ENV: join(folder, 'venv') };
    expect(read(venv).indexUrl).toBe('https://venv.example/simple');
    const named = { ...venv, PIP_CONFIG_FILE: write('named.conf', index('named')) };
    expect(read(named).indexUrl).toBe('https://named.example/simple');
    const variable = { ...named, PIP_INDEX_URL: 'https://variable.example/simple' };
    expect(read(variable)).toMatchObject({
      indexUrl: 'https://variable.example/simple',
      certificates: '/system.pem',
    });
  });

  it('reads no file where PIP_CONFIG_FILE says so', () => {
    write('home/.config/pip/pip.conf', index('user'));
    expect(read({ PIP_CONFIG_FILE: '/dev/null' }).indexUrl).toBeUndefined();
  });

  it('is in the Library on a Mac', () => {
    write('home/.config/pip/pip.conf', index('config'));
    expect(read({}, 'darwin').indexUrl).toBe('https://config.example/simple');
    write('home/Library/Application Support/pip/pip.conf', index('library'));
    expect(read({}, 'darwin').indexUrl).toBe('https://library.example/simple');
  });

  it('takes the section of a command before [global], wherever it stands', () => {
    write('home/.config/pip/pip.conf', `[download]\nindex_url: https://download.example\n${index('global')}`);
    expect(read().indexUrl).toBe('https://download.example');
  });

  it('knows comments, values over several lines, proxies, and that no index may be asked', () => {
    write(
      'home/.config/pip/pip.conf',
      [
        '# a comment',
        '[global]',
        '; another',
        'extra-index-url =',
        '    https://one.example/simple',
        '    # in between',
        '    https://two.example/simple',
        'proxy = http://proxy.example:3128',
        'no-index = true',
      ].join('\r\n'),
    );
    expect(read()).toEqual({
      extraIndexUrls: ['https://one.example/simple', 'https://two.example/simple'],
      proxy: 'http://proxy.example:3128',
      noIndex: true,
    });
    expect(read({ PIP_NO_INDEX: '0' }).noIndex).toBe(false);
  });
});
