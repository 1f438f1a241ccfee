/** One file from the hub into a folder, unless it is there. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { FigscopeError } from '#app/util/error.ts';
import { hashFile } from '#main/net/hash-file.ts';
import { fetchToFile, partBytes, type RemoteContent } from '#main/net/part-file.ts';
import type { Patience } from '#main/net/patience.ts';
import { startHash } from './content-hash.ts';
import type { HubFile } from './hub-address.ts';
import type { FileFacts } from './hub-answer.ts';
import { hubName, type HubClient } from './hub-client.ts';

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

/**
 * Fetches the file unless it is there. Throws conflict (another file has its name), ContentChanged (the hub has another
 * version by now), unavailable, storage-full and cancelled as fetchToFile, and as HubClient.
 */
export async function fetchFile(file: WantedFile, options: FetchOptions): Promise<void> {
  if (await isThere(file, options)) return;
  const { stallMs } = options.client;
  const patience = { ...options, server: hubName, stallMs };
  await fetchToFile(contentOf(file, options.client), join(options.folder, file.name), patience);
}

function contentOf(file: WantedFile, client: HubClient): RemoteContent {
  const { etag, sizeBytes, hash } = file.facts;
  return {
    name: `${file.name} of ${file.repo}`,
    identity: etag,
    sizeBytes,
    expectedHash: hash?.hex,
    newHash: () => startHash(hash?.kind ?? 'sha256', sizeBytes),
    read: async ({ etag: servedEtag, ...request }) => {
      const { response, facts } = await client.read(file, {
        ...request,
        ...(servedEtag === undefined ? {} : { servedEtag }),
      });
      if (facts.etag === '' || facts.etag === etag) return response;
      await response.body?.cancel();
      throw new ContentChanged();
    },
  };
}

/** Bytes of the file, or of its part, that are in the folder. */
export async function presentBytes({ name, facts }: WantedFile, folder: string): Promise<number> {
  const target = join(folder, name);
  const whole = await stat(target).catch(() => undefined);
  return whole?.size === facts.sizeBytes ? whole.size : Math.min(await partBytes(target), facts.sizeBytes);
}

async function isThere(
  file: WantedFile,
  { folder, replace, onBytes, signal }: FetchOptions,
): Promise<boolean> {
  const target = join(folder, file.name);
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

/** The hub has another file under that name now. */
export class ContentChanged extends Error {
  constructor() {
    super('The file was replaced on the hub while it was downloaded.');
    this.name = 'ContentChanged';
  }
}
