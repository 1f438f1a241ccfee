/**
 * One file into `<target>.part`, continued after every interruption, hashed while it streams, and given its name when it
 * is complete and right.
 */
import type { Hash } from 'node:crypto';
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import * as z from 'zod';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import type { Bandwidth } from './bandwidth.ts';
import { bodyOf } from './body.ts';
import { hashFile } from './hash-file.ts';
import { patiently, type Patience, RangeRefused, TemporaryFailure } from './patience.ts';
import { continues, strongTag, wholeLength } from './ranges.ts';
import { usualStallMs } from './send.ts';

/** Content that a server has. */
export interface RemoteContent {
  /** For sentences. */
  readonly name: string;
  /** Names the content: a part of other content is not continued. '' when nothing is known; it then always starts anew. */
  readonly identity: string;
  readonly sizeBytes: number | undefined;
  /** Lower-case hex of `newHash`; undefined when nobody knows it. */
  readonly expectedHash: string | undefined;
  newHash(): Hash;
  /** The content from `fromByte` on, if it still has that tag, else all of it. */
  read(request: { fromByte: number; etag?: string; signal?: AbortSignal }): Promise<Response>;
}

export interface PartOptions extends Patience {
  readonly stallMs?: number;
  readonly bandwidth?: Bandwidth | undefined;
  /** Bytes of this file that are there. */
  readonly onBytes?: (doneBytes: number) => void;
}

/** Beside a part: which content it is the beginning of, and how its server tags it. */
const partState = z.object({ etag: z.string(), servedEtag: z.string().optional() });

const pathsOf = (target: string) => ({
  part: `${target}.part`,
  state: `${target}.part.json`,
  wrong: `${target}.wrong`,
});

/** Bytes of the file that wait in its part. */
export const partBytes = (target: string): Promise<number> => sizeOf(pathsOf(target).part);

/**
 * Fetches the content under the name `target`, in a folder that exists. Wrong content is fetched once more, then kept
 * aside as `<target>.wrong`. Throws unavailable (the server is away, or sends other bytes than it announces, with
 * `facts.reason` 'wrong-content'), storage-full, cancelled, and what `read` throws.
 */
export async function fetchToFile(
  content: RemoteContent,
  target: string,
  options: PartOptions,
): Promise<void> {
  const { part, state, wrong } = pathsOf(target);
  for (const isLast of [false, true]) {
    const found = await patiently(() => attempt(content, target, options), options);
    options.signal?.throwIfAborted();
    if (content.expectedHash === undefined || found === content.expectedHash) {
      await rename(part, target);
      await rm(state, { force: true });
      await rm(wrong, { force: true });
      return;
    }
    // Kept aside for whoever wants to know what came instead.
    await rename(part, wrong);
    await rm(state, { force: true });
    if (isLast) throw wrongContent(content, found, wrong, options.server ?? 'the server');
    options.onPause?.(`${content.name} arrived damaged`, 0);
  }
}

/** Fetches what is missing of the part; the hash of the whole. Throws TemporaryFailure while something is missing. */
async function attempt(content: RemoteContent, target: string, options: PartOptions): Promise<string> {
  const { signal, onBytes } = options;
  const { part, state } = pathsOf(target);
  const known = await readState(state);
  // Without a tag nobody knows whether the rest belongs to what is there.
  const isSame = known !== undefined && content.identity !== '' && known.etag === content.identity;
  let doneBytes = isSame ? await sizeOf(part) : 0;
  if (content.sizeBytes !== undefined && doneBytes > content.sizeBytes) doneBytes = 0;
  let hash = content.newHash();
  if (doneBytes > 0) await hashFile(part, hash, signal);
  if (doneBytes === content.sizeBytes && isSame) return hash.digest('hex');

  const etag = known?.servedEtag;
  const request = {
    fromByte: doneBytes,
    ...(signal ? { signal } : {}),
    ...(etag === undefined ? {} : { etag }),
  };
  const response = await content.read(request).catch(async (thrown: unknown) => {
    if (thrown instanceof RangeRefused) await rm(state, { force: true });
    throw thrown;
  });
  if (!continues(response, doneBytes)) {
    doneBytes = 0;
    hash = content.newHash();
  }
  const sizeBytes = content.sizeBytes ?? wholeLength(response);
  await using output = await openPart(part, doneBytes);
  await writeState(state, content.identity, strongTag(response));
  onBytes?.(doneBytes);
  const arrived = await receive({ response, output, hash, fromByte: doneBytes, sizeBytes }, options, content);
  await output.sync();
  if (sizeBytes !== undefined && arrived < sizeBytes)
    throw new TemporaryFailure('the connection was cut', { progressed: arrived > doneBytes });
  return hash.digest('hex');
}

/** A state that cannot be read is none: the file is fetched from its beginning. */
async function readState(path: string): Promise<z.infer<typeof partState> | undefined> {
  try {
    return partState.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Written after the part was opened and cut to what is kept: it never describes more than that. */
async function writeState(path: string, etag: string, servedEtag: string | undefined): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify({ etag, ...(servedEtag === undefined ? {} : { servedEtag }) }), {
    flush: true,
  });
  await rename(temporary, path);
}

async function openPart(part: string, fromByte: number): Promise<FileHandle> {
  const output = await open(part, fromByte > 0 ? 'r+' : 'w');
  if (fromByte > 0) await output.truncate(fromByte);
  return output;
}

interface Receiving {
  readonly response: Response;
  readonly output: FileHandle;
  readonly hash: Hash;
  readonly fromByte: number;
  readonly sizeBytes: number | undefined;
}

/** Writes the body behind what is there; bytes that the file has then. */
async function receive(
  { response, output, hash, fromByte, sizeBytes = Number.POSITIVE_INFINITY }: Receiving,
  { signal, onBytes, stallMs = usualStallMs, bandwidth }: PartOptions,
  { name }: RemoteContent,
): Promise<number> {
  let doneBytes = fromByte;
  for await (const chunk of bodyOf(response, { stallMs, signal, bandwidth })) {
    // More than announced: the hash cannot fit any more, and the disk is not theirs to fill.
    const kept = chunk.subarray(0, sizeBytes - doneBytes);
    hash.update(chunk);
    try {
      for (let written = 0; written < kept.length; ) {
        const { bytesWritten } = await output.write(kept, written, kept.length - written, doneBytes);
        written += bytesWritten;
        doneBytes += bytesWritten;
      }
    } catch (thrown) {
      throw writeError(thrown, name, sizeBytes - doneBytes);
    }
    onBytes?.(doneBytes);
    if (kept.length < chunk.length) break;
  }
  return doneBytes;
}

function writeError(cause: unknown, name: string, missingBytes: number): FigscopeError {
  const { code, message } = toFigscopeError(cause);
  if (code !== 'storage-full')
    return new FigscopeError(code, { message: `${name} cannot be written: ${message}.` }, { cause });
  const missing = Number.isFinite(missingBytes) ? `needs ${megabytes(missingBytes)} more` : 'needs more room';
  return new FigscopeError(
    code,
    {
      message: `The disk is full: ${name} ${missing}.`,
      remedy: 'Free some space and give the same command again; it goes on where it stopped.',
      facts: Number.isFinite(missingBytes) ? { missingBytes } : {},
    },
    { cause },
  );
}

function wrongContent(
  { name, expectedHash }: RemoteContent,
  found: string,
  wrong: string,
  server: string,
): FigscopeError {
  return new FigscopeError('unavailable', {
    message: `${name} arrived twice with other content than ${server} announces.`,
    remedy: 'Try again later or from another network; what came is kept beside it for comparison.',
    facts: { reason: 'wrong-content', expected: expectedHash, found, kept: wrong },
  });
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
