/**
 * Tells whether dist/ was built from the sources that are there now. Sizes and times decide in milliseconds; where
 * they differ (a fresh clone, another branch and back) the contents do.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './say.mjs';

/** Everything that can change what the build writes. */
const sourceFolders = ['app', 'main', 'renderer', 'resources', 'native'];
const sourceFiles = ['package.json', 'package-lock.json'];
const isIgnored = (path) =>
  /\.(test|bench)\.tsx?$|\.md$/.test(path) ||
  path === 'main/start.mjs' ||
  (path.startsWith('main/dev/') && !path.startsWith('main/dev/build'));

/** Inside dist/, so that removing the output removes the claim. */
const stampPath = 'dist/build.json';

/** @typedef {{sizeBytes: number, time: string, sha256?: string}} FileState */
/** @typedef {Record<string, FileState>} Fingerprint path from the root -> state */

/**
 * The fingerprint of the sources if they differ from what dist/ was built from, else undefined.
 * @returns {Fingerprint | undefined}
 */
export function needsBuild(directory = root) {
  const now = look(directory);
  const built = readStamp(directory);
  if (built === undefined || !sameContents(now, built, directory)) return withHashes(now, built, directory);
  return undefined;
}

/** @returns {Fingerprint} */
export function look(directory) {
  const found = {};
  const visit = (path) => {
    const state = statSync(join(directory, path), { bigint: true, throwIfNoEntry: false });
    if (state === undefined || isIgnored(path)) return;
    if (!state.isDirectory()) found[path] = { sizeBytes: Number(state.size), time: String(state.mtimeNs) };
    else for (const name of readdirSync(join(directory, path)).sort()) visit(`${path}/${name}`);
  };
  for (const path of [...sourceFolders, ...sourceFiles]) visit(path);
  return found;
}

function readStamp(directory) {
  try {
    const { files, outputs } = JSON.parse(readFileSync(join(directory, stampPath), 'utf8'));
    return outputs.every((path) => existsSync(join(directory, path))) ? files : undefined;
  } catch {
    return undefined;
  }
}

/** Compares and, where only times differ, writes the new times into the stamp so that the next look is quick again. */
function sameContents(now, built, directory) {
  const paths = Object.keys(now);
  if (paths.length !== Object.keys(built).length) return false;
  let restamped = false;
  for (const path of paths) {
    const before = built[path];
    if (before === undefined || before.sizeBytes !== now[path].sizeBytes) return false;
    if (before.time === now[path].time) continue;
    if (hash(directory, path) !== before.sha256) return false;
    before.time = now[path].time;
    restamped = true;
  }
  if (restamped) restamp(built, directory);
  return true;
}

function restamp(files, directory) {
  const path = join(directory, stampPath);
  const stamp = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...stamp, files }));
}

/** Hashes what was not hashed before; unchanged files keep the hash they have. */
function withHashes(now, built, directory) {
  for (const [path, state] of Object.entries(now)) {
    const before = built?.[path];
    const unchanged = before?.time === state.time && before.sizeBytes === state.sizeBytes;
    state.sha256 = unchanged ? before.sha256 : hash(directory, path);
  }
  return now;
}

const hash = (directory, path) =>
  createHash('sha256')
    .update(readFileSync(join(directory, path)))
    .digest('hex');
