/** Files of a build that has not ended yet: `<side>.<what>.<process>.tmp`, beside the index they become. */
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import type { VectorSide } from '../embedding-folder.ts';

export const temporaryPath = (folder: string, side: VectorSide, what: 'ivf' | 'codes'): string =>
  join(folder, `${side}.${what}.${process.pid}.tmp`);

/** A build writes all the time; what was not touched for longer belongs to a number that was given out again. */
const stillAtWorkMs = 10 * 60 * 1000;

/** Removes what killed builds have left. Throws conflict while another process builds in this folder. */
export function clearTemporaries(folder: string): void {
  for (const name of readdirSync(folder)) {
    const owner = Number(/^(?:image|text)\.(?:ivf|codes)\.(\d+)\.tmp$/.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(owner)) continue;
    const path = join(folder, name);
    const changedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (owner !== process.pid && isRunning(owner) && Date.now() - changedMs < stillAtWorkMs) {
      throw new FigscopeError('conflict', {
        message: 'Another process is building this index.',
        remedy: 'Wait until it has finished.',
        facts: { process: owner },
      });
    }
    rmSync(path, { force: true });
  }
}

function isRunning(process_: number): boolean {
  try {
    process.kill(process_, 0);
    return true;
  } catch (thrown) {
    // A process of somebody else may not be asked, but it is there.
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}
