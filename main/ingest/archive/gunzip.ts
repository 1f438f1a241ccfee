/** Unpacks a gzip file to a scratch file, within limits. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { reasonOf } from '../rejections.ts';
import type { ArchiveProblem } from './archive.ts';
import { maxUnpackedBytes, sizeObjection } from './limits.ts';

export interface Unpacked {
  /** The scratch file. What was unpacked before a fault is in it. */
  readonly path: string;
  readonly problem: ArchiveProblem | undefined;
  /** Removes the scratch file. */
  readonly remove: () => Promise<void>;
}

class UnsafeArchive extends Error {}

/**
 * Unpacks to `scratchFolder` (default the system's temporary folder).
 *
 * @throws {FigscopeError} `storage-full` when the scratch folder is, `cancelled` when the signal fires.
 */
export async function gunzipToScratch(
  path: string,
  scratchFolder: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Unpacked> {
  const folder = await mkdtemp(join(scratchFolder ?? tmpdir(), 'figscope-unpack-'));
  const target = join(folder, 'content');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  let problem: ArchiveProblem | undefined;
  try {
    const { size: packedBytes } = await stat(path);
    const chunks = [
      createReadStream(path),
      createGunzip(),
      limited(packedBytes),
      createWriteStream(target),
    ] as const;
    await pipeline(...chunks, signal ? { signal } : {});
  } catch (error) {
    problem = await unpackProblem(error, remove, signal);
  }
  return { path: target, problem, remove };
}

async function unpackProblem(
  error: unknown,
  remove: () => Promise<void>,
  signal: AbortSignal | undefined,
): Promise<ArchiveProblem> {
  if (error instanceof UnsafeArchive)
    return { item: '', code: 'archive-unsafe', message: `${error.message}.` };
  const failure = toFigscopeError(error);
  const fromTheData = failure.code === 'internal' && !signal?.aborted;
  if (fromTheData) {
    const message = `The archive is damaged or cut off: ${reasonOf(error)}.`;
    return { item: '', code: 'archive-malformed', message };
  }
  await remove();
  throw signal?.aborted
    ? new FigscopeError('cancelled', 'The import was stopped.', { cause: error })
    : failure;
}

/** Passes bytes on until they are too many. */
function limited(packedBytes: number): Transform {
  let unpackedBytes = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done): void {
      unpackedBytes += chunk.length;
      const objection =
        sizeObjection(packedBytes, unpackedBytes) ??
        (unpackedBytes > maxUnpackedBytes ? 'It unpacks to more than Figscope accepts' : undefined);
      if (objection === undefined) done(null, chunk);
      else done(new UnsafeArchive(objection));
    },
  });
}
