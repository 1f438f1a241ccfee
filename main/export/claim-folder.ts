/** Takes a folder for an export: a new one, or the one in which the same export was interrupted or completed. */
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';
import {
  initialState,
  readState,
  stateName,
  writeState,
  type ExportIdentity,
  type ExportState,
} from './export-state.ts';
import { manifestName, readManifest, type Manifest } from './manifest.ts';

/** A process whose host was killed notices it soon, and ends: as long as that is waited for. */
const lockPatienceMs = 5000;
const lockPollMs = 100;

const lockName = '.figscope-export.lock';

export interface ClaimedFolder extends AsyncDisposable {
  readonly found: { readonly kind: 'complete'; readonly manifest: Manifest } | OpenExport;
}
type OpenExport = { readonly kind: 'open'; readonly state: ExportState };

/**
 * Throws conflict for a folder with anything else in it, for one of a different export and for one into which another
 * process exports; invalid-input for a path that is a file.
 */
export async function claimFolder(
  out: string,
  identity: ExportIdentity,
  patienceMs = lockPatienceMs,
): Promise<ClaimedFolder> {
  await mustBeFolder(out);
  await mkdir(out, { recursive: true });
  const lock = await takeLock(out, patienceMs);
  try {
    const entries = (await readdir(out)).filter((name) => name !== lockName);
    const known = await knownExport(out, entries, identity);
    if (known) return { found: known, [Symbol.asyncDispose]: lock };
    const state = initialState(identity);
    writeState(out, state);
    return { found: { kind: 'open', state }, [Symbol.asyncDispose]: lock };
  } catch (thrown) {
    await lock();
    throw thrown;
  }
}

/** What can be said of a folder without writing to it. */
export async function inspectFolder(out: string, identity: ExportIdentity): Promise<void> {
  await mustBeFolder(out);
  const entries = await readdir(out).catch(() => []);
  await knownExport(
    out,
    entries.filter((name) => name !== lockName),
    identity,
  );
}

async function mustBeFolder(out: string): Promise<void> {
  const facts = await stat(out).catch(() => undefined);
  if (!facts || facts.isDirectory()) return;
  throw new FigscopeError('invalid-input', {
    message: `${out} is a file, not a folder.`,
    remedy: 'Name a new folder for the export.',
    facts: { path: out },
  });
}

async function knownExport(
  out: string,
  entries: readonly string[],
  identity: ExportIdentity,
): Promise<ClaimedFolder['found'] | undefined> {
  if (entries.length === 0) return undefined;
  if (entries.includes(stateName)) {
    const state = await readState(out);
    if (state) {
      mustBeSame(out, state.identity, identity);
      return { kind: 'open', state };
    }
  } else if (entries.includes(manifestName)) {
    const manifest = await readManifest(out);
    if (manifest) {
      mustBeSame(out, manifest.identity, identity);
      return { kind: 'complete', manifest };
    }
  }
  throw conflict(out, `${out} is not empty.`);
}

function mustBeSame(out: string, found: ExportIdentity, wanted: ExportIdentity): void {
  if (JSON.stringify(found) === JSON.stringify(wanted)) return;
  const isOnlyOlder =
    JSON.stringify({ ...found, revision: wanted.revision }) === JSON.stringify(wanted) &&
    found.revision !== wanted.revision;
  throw conflict(
    out,
    isOnlyOlder
      ? `The corpus has changed since it was exported into ${out}.`
      : `${out} holds another export.`,
  );
}

function conflict(out: string, message: string): FigscopeError {
  return new FigscopeError('conflict', {
    message,
    remedy: 'Choose a new or empty folder; nothing there is overwritten.',
    facts: { path: out },
  });
}

/** A file with the number of the process; one that a dead process left is taken over. */
async function takeLock(out: string, patienceMs: number): Promise<() => Promise<void>> {
  const path = join(out, lockName);
  const until = Date.now() + patienceMs;
  for (;;) {
    try {
      await using file = await open(path, 'wx');
      await file.write(String(process.pid));
      return () => rm(path, { force: true });
    } catch (thrown) {
      if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
      const holder = Number(await readFile(path, 'utf8').catch(() => ''));
      if (holder !== process.pid && isAlive(holder)) {
        if (Date.now() < until) {
          await setTimeout(lockPollMs);
          continue;
        }
        throw new FigscopeError('conflict', {
          message: `Process ${holder} is exporting into ${out}.`,
          remedy: `Wait until it has ended. If there is no such export, remove ${path}.`,
          facts: { path: out },
        });
      }
      await rm(path, { force: true });
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
