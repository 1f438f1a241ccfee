/**
 * One file from the hub: into `<file>.part`, continued after every interruption, hashed while it streams, and given
 * its name when it is complete and right.
 */
import type { Hash } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import { readJson, writeJson } from '../../files.ts';
import { hashFile, startHash } from './content-hash.ts';
import type { HubFile } from './hub-address.ts';
import type { FileFacts } from './hub-answer.ts';
import type { HubClient } from './hub-client.ts';
import { bodyOf } from './network.ts';
import { patiently, type Patience, RangeRefused, TemporaryFailure } from './temporary-failure.ts';

/** A file, and what the hub said about it. */
export interface WantedFile extends HubFile {
  readonly facts: FileFacts & { readonly sizeBytes: number };
}

export interface FetchOptions extends Patience {
  readonly client: HubClient;
  /** An existing folder. */
  readonly folder: string;
  /** The folder is ours: another version of a file there is replaced. Otherwise that is a conflict. */
  readonly replace: boolean;
  /** Bytes of this file that are there. */
  readonly onBytes?: (doneBytes: number) => void;
}

/** Beside a part: which content it is the beginning of, and how its server tags it. */
const partState = z.object({ etag: z.string(), servedEtag: z.string().optional() });

const pathsOf = (folder: string, name: string) => {
  const target = join(folder, name);
  return { target, part: `${target}.part`, state: `${target}.part.json`, wrong: `${target}.wrong` };
};

/**
 * Fetches the file unless it is there. Throws conflict (another file has its name), unavailable (the hub is away, or
 * sends other bytes than it announces), storage-full, cancelled, and as HubClient.
 */
export async function fetchFile(file: WantedFile, options: FetchOptions): Promise<void> {
  const { folder, signal } = options;
  const { target, part, state, wrong } = pathsOf(folder, file.name);
  if (await isThere(file, options)) return;
  for (const isLast of [false, true]) {
    const found = await patiently(() => attempt(file, options), options);
    const expected = file.facts.hash?.hex;
    signal?.throwIfAborted();
    if (expected === undefined || found === expected) {
      await rename(part, target);
      await rm(state, { force: true });
      await rm(wrong, { force: true });
      return;
    }
    // Kept aside for whoever wants to know what came instead.
    await rename(part, wrong);
    await rm(state, { force: true });
    if (isLast) throw wrongContent(file, found, wrong);
    options.onPause?.(`${file.name} arrived damaged`, 0);
  }
}

/** Bytes of the file, or of its part, that are in the folder. */
export async function presentBytes({ name, facts }: WantedFile, folder: string): Promise<number> {
  const { target, part } = pathsOf(folder, name);
  const whole = await sizeOf(target);
  return whole === facts.sizeBytes ? whole : Math.min(await sizeOf(part), facts.sizeBytes);
}

async function isThere(
  file: WantedFile,
  { folder, replace, onBytes, signal }: FetchOptions,
): Promise<boolean> {
  const { target } = pathsOf(folder, file.name);
  const { sizeBytes, hash } = file.facts;
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return false;
  if (found.size === sizeBytes) {
    const same =
      hash === undefined ||
      (await hashFile(target, startHash(hash.kind, sizeBytes), signal)).digest('hex') === hash.hex;
    if (same) {
      onBytes?.(sizeBytes);
      return true;
    }
  }
  if (replace) return false;
  throw new FigscopeError('conflict', {
    message: `${target} is another file than the one on the hub.`,
    remedy: 'Move it away, or choose another folder.',
    facts: { path: target },
  });
}

/** Fetches what is missing of the part; the hash of the whole. Throws TemporaryFailure while something is missing. */
async function attempt(file: WantedFile, options: FetchOptions): Promise<string> {
  const { client, folder, signal, onBytes } = options;
  const { part, state } = pathsOf(folder, file.name);
  const { sizeBytes, hash: wanted, etag } = file.facts;
  const known = await readJson(state, partState).catch(() => undefined);
  // Without a tag nobody knows whether the rest belongs to what is there.
  let doneBytes = known !== undefined && etag !== '' && known.etag === etag ? await sizeOf(part) : 0;
  if (doneBytes > sizeBytes) doneBytes = 0;
  const newHash = () => startHash(wanted?.kind ?? 'sha256', sizeBytes);
  let hash = newHash();
  if (doneBytes > 0) await hashFile(part, hash, signal);
  if (doneBytes === sizeBytes && known !== undefined) return hash.digest('hex');

  const servedEtag = known?.servedEtag;
  const request = {
    fromByte: doneBytes,
    ...(signal ? { signal } : {}),
    ...(servedEtag ? { servedEtag } : {}),
  };
  const { response, facts } = await client.read(file, request).catch(async (thrown: unknown) => {
    if (thrown instanceof RangeRefused) await rm(state, { force: true });
    throw thrown;
  });
  if (facts.etag !== '' && facts.etag !== etag) {
    await response.body?.cancel();
    throw new ContentChanged();
  }
  if (!continues(response, doneBytes)) {
    doneBytes = 0;
    hash = newHash();
  }
  await using output = await openPart(part, doneBytes);
  await writeJson(state, { etag, ...strongTag(response) });
  onBytes?.(doneBytes);
  const write = { response, client, output, hash, fromByte: doneBytes, sizeBytes };
  const arrived = await receive(write, options, file.name);
  await output.sync();
  if (arrived < sizeBytes)
    throw new TemporaryFailure('the connection was cut', { progressed: arrived > doneBytes });
  return hash.digest('hex');
}

/** The hub has another file under that name now. */
export class ContentChanged extends Error {
  constructor() {
    super('The file was replaced on the hub while it was downloaded.');
    this.name = 'ContentChanged';
  }
}

/** Whether the answer is the rest that was asked for; a server may send everything instead. */
function continues({ status, headers }: Response, fromByte: number): boolean {
  const [, start] = /^bytes (\d+)-/.exec(headers.get('content-range') ?? '') ?? [];
  return fromByte > 0 && status === 206 && Number(start) === fromByte;
}

/** Only a strong tag may go with If-Range. */
function strongTag({ headers }: Response): { servedEtag?: string } {
  const tag = headers.get('etag');
  return tag === null || tag.startsWith('W/') ? {} : { servedEtag: tag };
}

async function openPart(part: string, fromByte: number): Promise<FileHandle> {
  const output = await open(part, fromByte > 0 ? 'r+' : 'w');
  if (fromByte > 0) await output.truncate(fromByte);
  return output;
}

interface Receiving {
  readonly response: Response;
  readonly client: HubClient;
  readonly output: FileHandle;
  readonly hash: Hash;
  readonly fromByte: number;
  readonly sizeBytes: number;
}

/** Writes the body behind what is there; bytes that the file has then. */
async function receive(
  { response, client, output, hash, fromByte, sizeBytes }: Receiving,
  { signal, onBytes }: FetchOptions,
  name: string,
): Promise<number> {
  let doneBytes = fromByte;
  for await (const chunk of bodyOf(response, client.stallMs, signal)) {
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
  return new FigscopeError(
    code,
    {
      message: `The disk is full: ${name} needs ${megabytes(missingBytes)} more.`,
      remedy: 'Free some space and give the same command again; it goes on where it stopped.',
      facts: { missingBytes },
    },
    { cause },
  );
}

function wrongContent({ name, repo, facts }: WantedFile, found: string, wrong: string): FigscopeError {
  return new FigscopeError('unavailable', {
    message: `${name} of ${repo} arrived twice with other content than the hub announces.`,
    remedy: 'Try again later or from another network; what came is kept beside it for comparison.',
    facts: { expected: facts.hash?.hex, found, kept: wrong },
  });
}

const sizeOf = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
