/**
 * Builds dist/: the renderer, one file for each process of the main side, and the sandboxed preload. Writes into a
 * folder of its own and moves it into place at the end, so that dist/ is always one complete build. Run by
 * main/start.mjs, which hands the fingerprint of the sources in on stdin; on its own it takes it itself.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { build } from 'vite';
import { mainBuild, mainEntries, preloadBuild, preloadEntry } from './build-main.ts';
import { rendererBuild, rendererEntries } from './build-renderer.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const startedAt = performance.now();
const say = (line: string): void => void process.stderr.write(`figscope: ${line}\n`);

async function buildAll(outDir: string): Promise<void> {
  const main = mainEntries.filter(({ source }) => isThere(source));
  const outcomes = await Promise.allSettled([
    ...main.map((entry) => build(mainBuild(root, outDir, entry))),
    ...(isThere(preloadEntry.source) ? [build(preloadBuild(root, outDir))] : []),
    ...(rendererEntries.every(isThere) ? [build(rendererBuild(root, outDir))] : []),
  ]);
  const failures = outcomes.filter((outcome) => outcome.status === 'rejected');
  if (failures.length > 0) throw new Error(failures.map(({ reason }) => String(reason)).join('\n'));
}

function isThere(source: string): boolean {
  const there = existsSync(join(root, source));
  if (!there) say(`${source} does not exist; left out of the build.`);
  return there;
}

const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Moves the finished folder to dist/. Windows may hold a file of the old one for a moment: tried again. */
function moveIntoPlace(from: string): void {
  const dist = join(root, 'dist');
  const old = `${from}-old`;
  for (let attempt = 0; ; attempt += 1) {
    try {
      if (existsSync(dist)) renameSync(dist, old);
      break;
    } catch (error) {
      if (attempt === 20) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
  }
  renameSync(from, dist);
  rmSync(old, { recursive: true, force: true, maxRetries: 5 });
}

const outDir = join(root, '.cache', `build-${process.pid}`);
mkdirSync(outDir, { recursive: true });
try {
  const fingerprint: unknown = process.stdin.isTTY ? {} : JSON.parse((await text(process.stdin)) || '{}');
  await buildAll(outDir);
  const outputs = filesUnder(outDir).map((path) => join('dist', relative(outDir, path)).split(sep).join('/'));
  writeFileSync(join(outDir, 'build.json'), JSON.stringify({ outputs, files: fingerprint }));
  moveIntoPlace(outDir);
  say(`Built ${outputs.length} files in ${((performance.now() - startedAt) / 1000).toFixed(1)} s.`);
} catch (error) {
  rmSync(outDir, { recursive: true, force: true });
  const message = error instanceof Error ? error.message : String(error);
  say(process.stderr.isTTY ? message : stripVTControlCharacters(message));
  process.exitCode = 1;
}
