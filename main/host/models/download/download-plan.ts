/** What has to come for a model, and whether there is room for it. */
import { mkdir, statfs } from 'node:fs/promises';
import { FigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import type { WantedModel } from './download-request.ts';
import { presentBytes, type WantedFile } from './fetch-file.ts';
import { commitOfWeights } from './find-revision.ts';
import { parseRevision } from './hub-address.ts';
import type { HubClient } from './hub-client.ts';
import { neededFiles, type NeededFiles, weightNames } from './needed-files.ts';
import type { Patience } from '#main/net/patience.ts';

/** The files of a model, all of one commit; weights of a known revision must be those that were published. */
export async function planDownload(
  client: HubClient,
  { id, revision, known }: Pick<WantedModel, 'id' | 'revision' | 'known'>,
  patience: Patience,
): Promise<NeededFiles> {
  const choice = parseRevision(revision);
  const commit =
    choice.kind === 'named' ? choice.revision : await commitOfWeights(client, id, choice.sha256, patience);
  const needed = await neededFiles(client, id, commit, patience);
  const sha256 =
    choice.kind === 'weights'
      ? choice.sha256
      : known?.revisions.find((published) => published.revision === revision)?.sha256;
  return sha256 === undefined
    ? needed
    : { ...needed, files: needed.files.map((file) => pinned(file, sha256)) };
}

function pinned(file: WantedFile, sha256: string): WantedFile {
  if (!weightNames.some((name) => name === file.name)) return file;
  const { hash } = file.facts;
  if (hash?.kind !== 'sha256' || hash.hex === sha256)
    return { ...file, facts: { ...file.facts, hash: { kind: 'sha256', hex: sha256 } } };
  throw new FigscopeError('conflict', {
    message: `${file.repo} has other weights on this hub than those that were published.`,
    remedy: 'Check the hub address in the settings, or choose another revision.',
    facts: { expected: sha256, found: hash.hex },
  });
}

/** Makes the folder. Throws storage-full where there is no room for what is missing in it and for its import. */
export async function makeRoom(
  { id, folder, isOurs }: WantedModel,
  files: readonly WantedFile[],
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    const detail = {
      message: `The folder ${folder} cannot be made.`,
      remedy: 'Choose another with --folder.',
    };
    throw new FigscopeError('permission-denied', detail, { cause });
  }
  // The import makes a copy in the home, where our own folder is too.
  let neededBytes = totalBytes(files) * (isOurs ? 2 : 1);
  for (const file of files) neededBytes -= await presentBytes(file, folder);
  const { bavail, bsize } = await statfs(folder);
  const freeBytes = bavail * bsize;
  if (freeBytes >= neededBytes) return;
  throw new FigscopeError('storage-full', {
    message: `There is no room for ${id}: ${megabytes(neededBytes)} are needed and ${megabytes(freeBytes)} are free at ${folder}.`,
    remedy: 'Free some space on that disk, or choose a folder on another one.',
    facts: { neededBytes, freeBytes, folder },
  });
}

export const totalBytes = (files: readonly WantedFile[]): number =>
  files.reduce((sum, { facts }) => sum + facts.sizeBytes, 0);
