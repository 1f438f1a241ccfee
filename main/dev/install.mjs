/** Installs the packages that the lock file names, when they are not the ones that are there. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { root, say, SetupError } from './say.mjs';

const stampPath = join(root, '.cache', 'stamps', 'install.json');

function readJson(...path) {
  try {
    return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
  } catch {
    return undefined;
  }
}

/** What an installation depends on: the lock file, and the platform it was made for. */
const wanted = () => ({
  lock: createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex'),
  platform: `${process.platform}-${process.arch}`,
});

export function needsInstall() {
  // npm writes this list last, so a broken-off installation has none.
  const installed = readJson('node_modules', '.package-lock.json');
  if (installed === undefined) return true;
  const stamp = readJson('.cache', 'stamps', 'install.json');
  const { lock, platform } = wanted();
  if (stamp?.lock === lock && stamp.platform === platform) return false;
  if (stamp !== undefined && stamp.platform !== platform) return true;
  if (!holds(installed.packages, readJson('package-lock.json').packages)) return true;
  writeStamp(); // Someone ran npm themselves; what is there is what the lock file asks for.
  return false;
}

/** Whether every package that any platform needs is installed in its locked version, and none of another platform. */
function holds(installed, locked) {
  const needed = Object.entries(locked).filter(([path, entry]) => path !== '' && !entry.optional);
  const foreign = Object.values(installed).some(
    (entry) => entry.os !== undefined && ![entry.os].flat().includes(process.platform),
  );
  return !foreign && needed.every(([path, entry]) => installed[path]?.version === entry.version);
}

function writeStamp() {
  mkdirSync(dirname(stampPath), { recursive: true });
  writeFileSync(stampPath, `${JSON.stringify(wanted())}\n`);
}

export async function install() {
  say('Installing packages from package-lock.json (the first time this takes a minute or two) ...');
  const first = await runNpm();
  if (first.code !== 0) {
    say('The installation did not finish; trying once more ...');
    const second = await runNpm();
    if (second.code !== 0) throw new SetupError(explain(second.output));
  }
  writeStamp();
}

/** npm's own messages end in the reason; the reader gets those lines and what to check. */
function explain(output) {
  const reasons = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/debug-\d|complete log/.test(line))
    .slice(0, 8);
  return [
    'The packages could not be installed.',
    ...reasons.map((line) => `  ${line}`),
    'Check the network (or the registry and proxy settings in .npmrc) and the free disk space, then run the same command again.',
  ].join('\n');
}

function runNpm() {
  // Windows cannot replace the file of the Node that is running; there npm changes only what differs.
  const ownNode = process.execPath.startsWith(join(root, 'node_modules') + sep);
  const verb = process.platform === 'win32' && ownNode ? ['install', '--no-save'] : ['ci'];
  const args = [...verb, '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = process.env.npm_execpath;
  const child = npm?.endsWith('.js')
    ? spawn(process.execPath, [npm, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
    : spawn('npm', args, {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        shell: process.platform === 'win32',
      });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-20_000);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', () =>
      reject(new SetupError('npm was not found. It comes with Node; install Node 24.')),
    );
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
