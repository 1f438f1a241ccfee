/** One process at a time installs. */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';

const lockFile = 'tensorflow.lock';

/** Disposed, another may begin. Throws conflict while another process lives that holds it. */
export async function lockInstallation(enginesFolder: string): Promise<AsyncDisposable> {
  const file = join(enginesFolder, lockFile);
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      await writeFile(file, String(process.pid), { flag: 'wx' });
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = Number(await readFile(file, 'utf8').catch(() => ''));
    if (isAlive(holder)) {
      throw new FigscopeError('conflict', {
        message: `TensorFlow is being installed already (process ${holder}).`,
        remedy: 'Wait until that has ended.',
        facts: { pid: holder },
      });
    }
    // Whoever held it was killed.
    await rm(file, { force: true });
  }
  throw new FigscopeError('conflict', {
    message: 'TensorFlow is being installed already.',
    remedy: 'Wait until that has ended.',
  });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
