/** main/start.mjs on a small checkout of its own: real npm, real child processes, a stand-in for the build. */
import { spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const source = join(import.meta.dirname, '..');

/** Writes what the real build leaves behind: the bundle, and the stamp with the fingerprint from stdin. */
const fakeBuild = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const files = JSON.parse(readFileSync(0, 'utf8'));
appendFileSync('builds.log', 'built\\n');
if (readFileSync('app/source.ts', 'utf8').includes('broken')) process.exit(1);
mkdirSync('dist/main', { recursive: true });
writeFileSync('dist/main/cli.mjs', readFileSync('app/cli.mjs'));
writeFileSync('dist/build.json', JSON.stringify({ outputs: ['dist/main/cli.mjs'], files }));
`;

/** Says what it was given; with `wait` it runs until SIGTERM. */
const fakeCli = `
import { writeFileSync } from 'node:fs';
process.stdout.write(JSON.stringify(process.argv.slice(2)));
if (process.argv[2] === 'wait') {
  const timer = setInterval(() => {}, 1000);
  process.once('SIGTERM', () => { clearInterval(timer); writeFileSync('ended', ''); });
}
process.exitCode = 3;
`;

let checkout: string;

function write(path: string, text: string): void {
  mkdirSync(join(checkout, path, '..'), { recursive: true });
  writeFileSync(join(checkout, path), text);
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(...args: readonly string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [join(checkout, 'main', 'start.mjs'), ...args], { cwd: checkout });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** Writes package.json and package-lock.json for one dependency. */
function lockPackages(packages: Readonly<Record<string, object>>, local: string): void {
  const manifest = { name: 'checkout', version: '1.0.0', type: 'module', dependencies: { local } };
  const lock = { ...manifest, lockfileVersion: 3, requires: true, packages: { '': manifest, ...packages } };
  write('package.json', JSON.stringify(manifest));
  write('package-lock.json', JSON.stringify(lock));
}

const builds = (): number => readFileSync(join(checkout, 'builds.log'), 'utf8').trim().split('\n').length;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'figscope-start-'));
  cpSync(join(source, 'start.mjs'), join(checkout, 'main', 'start.mjs'), { recursive: true });
  for (const name of ['say', 'install', 'node-runtime', 'setup-lock', 'source-fingerprint']) {
    cpSync(join(source, 'dev', `${name}.mjs`), join(checkout, 'main', 'dev', `${name}.mjs`), {
      recursive: true,
    });
  }
  write('main/dev/build.ts', fakeBuild);
  write('app/source.ts', 'export {};\n');
  write('app/cli.mjs', fakeCli);
  lockPackages(
    { 'node_modules/local': { resolved: 'local', link: true }, local: { version: '1.0.0' } },
    'file:local',
  );
  write('local/package.json', JSON.stringify({ name: 'local', version: '1.0.0' }));
});

afterEach(() => rmSync(checkout, { recursive: true, force: true }));

describe('main/start.mjs', () => {
  it('sets a fresh checkout up once, and hands arguments, stdout and exit code through', async () => {
    const first = await start('cli', 'corpus', 'list', '--json');
    expect(first.stderr).toContain('Installing');
    expect(first.stderr).toContain('Building');
    expect(first).toMatchObject({ code: 3, stdout: '["corpus","list","--json"]' });

    const second = await start('cli', 'doctor');
    expect(second).toEqual({ code: 3, stdout: '["doctor"]', stderr: '' });
    expect(builds()).toBe(1);
  });

  it('builds again when a source says something else, not when only its time is new', async () => {
    await start('build');
    const later = new Date(Date.now() + 60_000);
    utimesSync(join(checkout, 'app/source.ts'), later, later);
    expect(await start('build')).toEqual({ code: 0, stdout: '', stderr: '' });
    write('app/source.ts', 'export {}; \n');
    await start('build');
    write('app/another.ts', 'export {};\n');
    await start('build');
    write('app/another.test.ts', 'export {};\n');
    await start('build');
    expect(builds()).toBe(3);
  });

  it('builds once when two commands start together', async () => {
    const outcomes = await Promise.all([start('cli', '1'), start('cli', '2'), start('cli', '3')]);
    expect(outcomes.map(({ stdout }) => stdout)).toEqual(['["1"]', '["2"]', '["3"]']);
    expect(builds()).toBe(1);
  });

  it('takes over from a set-up that was killed', async () => {
    const dead = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    await new Promise((resolve) => dead.once('exit', resolve));
    write('.cache/setup.lock', String(dead.pid));
    expect(await start('build')).toMatchObject({ code: 0 });
  });

  it('says that the build failed, and runs nothing', async () => {
    write('app/source.ts', 'broken');
    const outcome = await start('cli');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain('The build failed.');
  });

  it('installs again when the lock file changes, and explains a failure', async () => {
    await start('build');
    const missing = { version: '1.0.0', resolved: 'file:missing-1.0.0.tgz' };
    lockPackages({ 'node_modules/local': missing }, 'file:missing-1.0.0.tgz');
    const outcome = await start('build');
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain('trying once more');
    expect(outcome.stderr).toContain('The packages could not be installed.');
    expect(outcome.stderr).toMatch(/npm error/);
  });

  it.skipIf(process.platform === 'win32')('ends when npm has ended', async () => {
    await start('build');
    // As npm runs a script: a shell between it and the program.
    const shell = spawn('sh', ['-c', 'node main/start.mjs cli wait; true'], {
      cwd: checkout,
      env: { ...process.env, npm_lifecycle_event: 'figscope' },
    });
    await new Promise((resolve) => shell.stdout.once('data', resolve));
    shell.kill('SIGKILL');
    await expect.poll(() => existsSync(join(checkout, 'ended')), { timeout: 10_000 }).toBe(true);
  });

  it('refuses a verb it does not know', async () => {
    expect(await start('strat')).toMatchObject({ code: 2, stdout: '' });
  });
});
