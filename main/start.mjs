/**
 * The one entry behind `npm start`, `npm test`, `npm run figscope`, `npm run build`, `npm run bench` and `npm run
 * test:tensorflow`: brings a fresh checkout to a state in which the rest can run, then runs it. Plain JavaScript
 * without dependencies, for it must work before anything is installed and on a Node too old for the product (which
 * then only fetches a newer one). Speaks on stderr alone: stdout belongs to the command.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { install, needsInstall } from './dev/install.mjs';
import { newerNode, nodeIsNewEnough, nodeProblem, typeStrippingFlags } from './dev/node-runtime.mjs';
import { root, say, SetupError } from './dev/say.mjs';
import { withSetupLock } from './dev/setup-lock.mjs';
import { needsBuild } from './dev/source-fingerprint.mjs';

const verbs = {
  start: { builds: true, run: (args) => runBundle('server.mjs', args) },
  cli: { builds: true, run: (args) => runBundle('cli.mjs', args) },
  test: { builds: true, run: (args) => runScript('test.ts', args) },
  'test:tensorflow': { builds: true, run: (args) => runScript('test-tensorflow.ts', args) },
  build: { builds: true, run: async () => 0 },
  bench: { builds: false, run: (args) => runScript('bench.ts', args) },
};

/** Node's own arguments and the script, so that the same process can be started again under another Node. */
const runAgain = (node) =>
  runChild(node, [...typeStrippingFlags(), process.argv[1], ...process.argv.slice(2)]);

const parentPollMs = 1_000;

/**
 * npm puts a shell between itself and this process, and a signal that ends npm ends the shell but stops there. So
 * whatever npm started ends with it, as if it had got the signal too.
 */
function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const poll = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(poll);
    process.kill(process.pid, 'SIGTERM');
  }, parentPollMs);
  poll.unref();
}

async function main() {
  endWithNpm();
  const [verbName = 'start', ...args] = process.argv.slice(2);
  const verb = Object.hasOwn(verbs, verbName) ? verbs[verbName] : undefined;
  if (verb === undefined) {
    say(`There is no "${verbName}". Use one of: ${Object.keys(verbs).join(', ')}.`);
    return 2;
  }
  if (needsInstall()) await withSetupLock(async () => void (needsInstall() && (await install())));
  if (!nodeIsNewEnough()) {
    const node = newerNode();
    if (node === undefined) throw new SetupError(nodeProblem());
    return runAgain(node);
  }
  if (verb.builds && needsBuild()) await withSetupLock(build);
  return verb.run(args);
}

async function build() {
  const fingerprint = needsBuild();
  if (!fingerprint) return;
  say('Building ...');
  // The build speaks on stderr, and takes the fingerprint from before it read the first file: an edit made
  // meanwhile leads to another build next time.
  const code = await runChild(
    process.execPath,
    [...typeStrippingFlags(), join(root, 'main', 'dev', 'build.ts')],
    {
      stdio: ['pipe', 2, 2],
      env: process.stderr.isTTY ? process.env : { ...process.env, NO_COLOR: '1' },
    },
    JSON.stringify(fingerprint),
  );
  if (code !== 0) throw new SetupError('The build failed. The messages above say where.');
}

const runScript = (name, args) =>
  runChild(process.execPath, [...typeStrippingFlags(), join(root, 'main', 'dev', name), ...args]);

/** Runs a built program inside this process: one Node start less for every command. */
async function runBundle(name, args) {
  const path = join(root, 'dist', 'main', name);
  process.argv = [process.execPath, path, ...args];
  await import(pathToFileURL(path).href);
  return undefined; // The program decides when and how it ends.
}

/** Runs a child to its end, passing signals on; resolves with its exit code. */
function runChild(command, args, options = { stdio: 'inherit' }, input) {
  const child = spawn(command, args, options);
  if (input !== undefined) child.stdin.end(input);
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const pass = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const each of signals) process.off(each, pass);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

main().then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error) => {
    say(error instanceof SetupError ? error.message : (error.stack ?? String(error)));
    process.exitCode = 1;
  },
);
