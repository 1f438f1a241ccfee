/** One process at a time installs. */
import { readFileSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { FigscopeError } from '#app/util/error.ts';

const lockFile = 'tensorflow.lock';

/** A killed process takes a moment to be gone. */
const attempts = 8;
const waitMs = 250;

/** Disposed, another may begin. Throws conflict while another process lives that holds it. */
export async function lockInstallation(enginesFolder: string): Promise<AsyncDisposable> {
  const file = join(enginesFolder, lockFile);
  let holder = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    try {
      await writeFile(file, `${process.pid} ${startOf(process.pid)}`, { flag: 'wx' });
      return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    holder = await readFile(file, 'utf8').catch(() => '');
    const [pid, start] = holder.split(' ');
    // Whoever held it was killed, or another process has its number by now.
    if (startOf(Number(pid)) !== start) await rm(file, { force: true });
    else if (Number(pid) === process.pid) break;
    else await setTimeout(waitMs);
  }
  const [pid] = holder.split(' ');
  throw new FigscopeError('conflict', {
    message: `TensorFlow is being installed already (process ${pid}).`,
    remedy: 'Wait until that has ended.',
    facts: { pid },
  });
}

/** What tells a process from a later one with its number; undefined when none lives. */
function startOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') {
    try {
      // proc(5): the state and the time of its start come after the name, which may hold anything.
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) /s, '')
        .split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    } catch {
      return undefined;
    }
  }
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    // Somebody else's process lives too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'alive' : undefined;
  }
}
