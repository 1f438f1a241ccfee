/** Wheels through pip, where no index is known to us: pip knows one by itself. They come whole. */
import { execFile, spawn } from 'node:child_process';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FigscopeError } from '#app/util/error.ts';
import type { WheelNeed } from '../wheel-set.ts';
import { LocalWheel } from './byte-source.ts';
import { bestWheel } from './wheel-name.ts';

/** A command that is pip, in words. */
export type PipCommand = readonly [string, ...string[]];

const candidates: readonly PipCommand[] = [
  ['pip'],
  ['pip3'],
  ['python3', '-m', 'pip'],
  ['python', '-m', 'pip'],
];

/** The first that runs; undefined where there is no pip. */
export async function findPip(): Promise<PipCommand | undefined> {
  for (const command of candidates) {
    const [file, ...leading] = command;
    try {
      await promisify(execFile)(file, [...leading, '--version'], { timeout: 60_000 });
      return command;
    } catch {
      // Not this one.
    }
  }
  return undefined;
}

export interface PipDownloadHooks {
  readonly signal: AbortSignal;
  /** Bytes of the wheel that have arrived so far. */
  readonly arrived: (bytes: number) => void;
}

/** How often the growing file is looked at. */
const lookIntervalMs = 500;

/** Downloads the wheel into `folder`, unless it is there. Throws unavailable with pip's own last words. */
export async function pipDownload(
  pip: PipCommand,
  need: WheelNeed,
  folder: string,
  { signal, arrived }: PipDownloadHooks,
): Promise<LocalWheel> {
  const before = await wheelIn(folder, need);
  if (before) return before;
  const temporary = join(folder, 'pip');
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  const [file, ...leading] = pip;
  // Libraries do not depend on the Python they are packed for; any that pip has wheels for will do.
  const choice = ['--no-deps', '--only-binary=:all:', '--python-version=3.11', '--implementation=cp'];
  const wanted = ['--no-cache-dir', '--dest', folder, `${need.project}==${need.version}`];
  const child = spawn(file, [...leading, 'download', '--quiet', ...choice, ...wanted], {
    env: { ...process.env, TMPDIR: temporary },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  const said: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const looking = setInterval(() => void filesBytes(temporary).then(arrived), lookIntervalMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (code !== 0) throw pipFailed(need, said.join(''));
  } finally {
    clearInterval(looking);
    await rm(temporary, { recursive: true, force: true });
  }
  const wheel = await wheelIn(folder, need);
  if (!wheel) throw pipFailed(need, said.join(''));
  return wheel;
}

/** The best wheel of a folder for a need. */
export async function wheelIn(folder: string, need: WheelNeed): Promise<LocalWheel | undefined> {
  const best = bestWheel(
    need,
    (await readdir(folder)).map((file) => ({ file })),
  );
  return best && new LocalWheel(join(folder, best.file));
}

function pipFailed({ project, version }: WheelNeed, said: string): FigscopeError {
  const lines = said.split('\n').filter((line) => line.startsWith('ERROR'));
  const why = (lines.at(-1) ?? '').replace(/^ERROR:\s*/, '').slice(0, 300);
  return new FigscopeError('unavailable', {
    message: `pip could not download ${project} ${version}${why ? `: ${why.replace(/\.$/, '')}` : ''}.`,
    remedy: 'Name an index with --wheel-index, or a folder with the wheels with --from.',
    facts: { said: said.slice(-2000) },
  });
}

async function filesBytes(folder: string): Promise<number> {
  let bytes = 0;
  try {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  } catch {
    // pip moves and deletes meanwhile; the next look sees more.
  }
  return bytes;
}
