import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Home, resolveHome } from './home.ts';
import { deadPid, temporaryHome, type TemporaryHome } from './test-home.ts';

/** A server that answers, as a host does. */
async function listening(): Promise<{ server: Server; url: string }> {
  const server = createServer((_, response) => response.writeHead(403).end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { server, url: `http://127.0.0.1:${port}` };
}

describe('the folder that is meant', () => {
  afterEach(() => void vi.unstubAllEnvs());

  it('is --home, else FIGSCOPE_HOME, else a folder of the platform', () => {
    vi.stubEnv('FIGSCOPE_HOME', '/data/figscope');
    expect(resolveHome('/elsewhere')).toBe('/elsewhere');
    expect(resolveHome(undefined)).toBe('/data/figscope');
    vi.stubEnv('FIGSCOPE_HOME', '');
    vi.stubEnv('XDG_DATA_HOME', '/xdg');
    vi.stubEnv('APPDATA', '/xdg');
    expect(resolveHome(undefined).toLowerCase()).toContain('figscope');
  });
});

describe('the host of a home', () => {
  let place: TemporaryHome;
  let home: Home;
  let other: Awaited<ReturnType<typeof listening>>;

  beforeEach(async () => {
    place = await temporaryHome();
    home = place.home;
    other = await listening();
  });
  afterEach(() => {
    other.server.close();
    place[Symbol.dispose]();
  });

  const announced = (pid: number, url = other.url) =>
    writeFileSync(home.hostFile, JSON.stringify({ pid, url, secret: 'x' }));

  it('announces itself so that only its owner can read the secret, and takes it back', async () => {
    await home.claim({ pid: process.pid, url: other.url, secret: 'geheim' });
    expect(JSON.parse(readFileSync(home.hostFile, 'utf8'))).toMatchObject({ secret: 'geheim' });
    // Windows has no such bits; the folder of the person is closed to others there.
    const mode = process.platform === 'win32' ? 0o600 : statSync(home.hostFile).mode & 0o777;
    expect(mode).toBe(0o600);
    expect(await home.runningHost()).toMatchObject({ pid: process.pid, url: other.url });
    home.release();
    expect(existsSync(home.hostFile)).toBe(false);
    expect(await home.runningHost()).toBeUndefined();
  });

  it('refuses a second host while the first lives, and leaves the announcement of the first alone', async () => {
    announced(process.ppid);
    await expect(
      home.claim({ pid: process.pid, url: 'http://127.0.0.1:2', secret: 'y' }),
    ).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining(`process ${process.ppid}`),
      remedy: expect.stringContaining(other.url),
    });
    home.release();
    expect(await home.runningHost()).toMatchObject({ pid: process.ppid });
  });

  it('ignores the announcement of a process that is gone', async () => {
    announced(await deadPid());
    expect(await home.runningHost()).toBeUndefined();
    await home.claim({ pid: process.pid, url: other.url, secret: 'y' });
    expect(await home.runningHost()).toMatchObject({ pid: process.pid });
  });

  it('ignores an announcement whose process number belongs to another program now', async () => {
    // After a restart of the machine small numbers come back soon; nobody listens at the old address then.
    const gone = await listening();
    await new Promise((resolve) => gone.server.close(resolve));
    announced(process.ppid, gone.url);
    expect(await home.runningHost()).toBeUndefined();
    await home.claim({ pid: process.pid, url: other.url, secret: 'y' });
    expect(await home.runningHost()).toMatchObject({ pid: process.pid });
  });

  it('lets one of many that begin at once be the host', async () => {
    // Each in a process of its own, as two double clicks would be.
    const script = `
      import { Home } from ${JSON.stringify(join(import.meta.dirname, 'home.ts'))};
      const claim = { pid: process.pid, url: ${JSON.stringify(other.url)}, secret: 'x' };
      try { await new Home(${JSON.stringify(place.folder)}).claim(claim); process.stdout.write('host'); }
      catch (error) { process.stdout.write(error.code); }
      process.stdin.resume();
    `;
    const processes = Array.from({ length: 4 }, () =>
      spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['pipe', 'pipe', 'ignore'],
      }),
    );
    const said = await Promise.all(
      processes.map(async (child) => String((await once(child.stdout, 'data'))[0])),
    );
    for (const child of processes) child.kill('SIGKILL');
    expect(said.sort()).toEqual(['conflict', 'conflict', 'conflict', 'host']);
  });

  it('ignores an announcement that is damaged', async () => {
    writeFileSync(home.hostFile, '{"pid": 1');
    expect(await home.runningHost()).toBeUndefined();
    await home.claim({ pid: process.pid, url: other.url, secret: 'y' });
    expect(await home.runningHost()).toMatchObject({ pid: process.pid });
  });

  it('starts with no uploads of an earlier one', async () => {
    writeFileSync(join(home.uploads, 'left'), 'x');
    await home.clearUploads();
    expect(existsSync(join(home.uploads, 'left'))).toBe(false);
    expect(existsSync(home.uploads)).toBe(true);
  });

  it('says so when the folder is a file', async () => {
    const path = join(place.folder, 'file');
    writeFileSync(path, '');
    await expect(new Home(path).prepare()).rejects.toMatchObject({
      message: expect.stringContaining(path),
      remedy: expect.stringContaining('--home'),
    });
  });
});
