/** The built program behind `npm start`, as a person or another program uses it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'dist', 'main', 'server.mjs');

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let folder: string;
const started: ChildProcess[] = [];

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
  started.push(child);
  let stdout = '';
  let stderr = '';
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr })),
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const firstLine = new Promise<string>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout.split('\n')[0] ?? '');
    });
  });
  return { child, ended, firstLine };
}

describe.skipIf(!existsSync(program))('the built server', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'figscope-workbench-'));
  });
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  });

  it('says where it is in one line, refuses a second host, and leaves nothing behind', async () => {
    const home = join(folder, 'home');
    const first = run(['--no-open', '--port', '0', '--json', '--home', home]);
    const { url, browserUrl, pid, version } = JSON.parse(await first.firstLine);
    expect(new URL(url)).toMatchObject({ hostname: '127.0.0.1', pathname: '/' });
    expect(new URL(browserUrl).hostname).toMatch(/^[0-9a-f]{16}\.localhost$/);
    expect(pid).toBe(first.child.pid);
    expect(version).toMatch(/^\d+\.\d+\.\d+/);
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(303);
    const record = join(home, 'host.json');
    expect(JSON.parse(readFileSync(record, 'utf8'))).toMatchObject({ pid, url: new URL(url).origin });
    // Windows has no such bits.
    const others = process.platform === 'win32' ? 0 : statSync(record).mode & 0o077;
    expect(others).toBe(0);

    const second = await run(['--no-open', '--json', '--home', home]).ended;
    expect(second.code).toBe(1);
    expect(JSON.parse(second.stdout).error).toMatchObject({ code: 'conflict', detail: { pid } });

    const third = await run(['--no-open', '--port', new URL(url).port, '--json', '--home', `${home}-2`])
      .ended;
    expect(third.code).toBe(1);
    expect(JSON.parse(third.stdout).error).toMatchObject({
      code: 'unavailable',
      message: `Port ${new URL(url).port} on 127.0.0.1 is in use by another program.`,
    });

    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(record)).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('ends when its window is closed', { timeout: 60_000 }, async () => {
    const browser = join(folder, 'browser');
    writeFileSync(browser, '#!/bin/sh\nexit 0\n');
    chmodSync(browser, 0o755);
    const env = { FIGSCOPE_BROWSER: browser, DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder };
    const { code, stdout } = await run(['--home', join(folder, 'home-3')], env).ended;
    expect(code).toBe(0);
    expect(stdout).toMatch(/Figscope \S+ is running/);
  });

  it('explains itself to who uses it wrongly', async () => {
    const outcome = await run(['--prot', '80']).ended;
    expect(outcome).toMatchObject({ code: 2, stdout: '' });
    expect(outcome.stderr).toContain('--no-open');
    expect(await run(['--port', '99999']).ended).toMatchObject({ code: 2 });
    expect(await run(['--help']).ended).toMatchObject({ code: 0, stderr: '' });
  });
});
