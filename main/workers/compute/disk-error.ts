/** What the file system refuses, said so that a person knows what was being written. */
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

/** Runs `write`; a full disk and missing permission come out as a sentence about `what` ("the checkpoint of step 5"). */
export async function withDiskErrors<T>(what: string, write: () => T | Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (thrown) {
    throw diskError(thrown, what);
  }
}

/** The same for what was thrown already. */
export function diskError(thrown: unknown, what: string): unknown {
  if (thrown instanceof FigscopeError) return thrown;
  const { code, remedy } = toFigscopeError(thrown);
  if (code !== 'storage-full' && code !== 'permission-denied') return thrown;
  const reason = code === 'storage-full' ? 'the disk is full' : 'permission is denied';
  const message = `It was not possible to write ${what}: ${reason}.`;
  return new FigscopeError(code, { message, ...(remedy ? { remedy } : {}) }, { cause: thrown });
}
