/** What is installed: found, described and removed without loading anything. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { bindingFile, installationName, manifestFile } from './layout.ts';

/** `installation.json` of an installation. */
export const manifest = z.object({
  version: z.string(),
  cuda: z.boolean(),
  platform: z.string(),
  bytes: z.number(),
  installedAt: z.string(),
  /** The wheels that the libraries came from, and what their bytes were held against. */
  wheels: z.array(z.object({ file: z.string(), checkedBy: z.enum(['pins', 'record']) })),
});
export type Manifest = z.infer<typeof manifest>;

export interface TensorFlowInstallation {
  readonly folder: string;
  readonly version: string;
  /** Whether CUDA's libraries are part of it. It computes without a GPU too. */
  readonly cuda: boolean;
  readonly bytes: number;
}

/** The installation below `enginesFolder`; of several, the one with CUDA, then the newest version. */
export function findTensorFlow(enginesFolder: string): TensorFlowInstallation | undefined {
  return tensorFlowFolders(enginesFolder)
    .flatMap((folder) => readInstallation(folder) ?? [])
    .sort(
      (one, other) =>
        Number(other.cuda) - Number(one.cuda) ||
        other.version.localeCompare(one.version, 'en', { numeric: true }),
    )[0];
}

/**
 * Deletes every installation below `enginesFolder`, unfinished ones too, and answers the bytes it gave back.
 * Throws not-found when there is none.
 */
export async function removeTensorFlow(enginesFolder: string): Promise<{ freedBytes: number }> {
  const folders = tensorFlowFolders(enginesFolder);
  if (folders.length === 0) {
    throw new FigscopeError('not-found', {
      message: 'TensorFlow is not installed.',
      remedy: 'Install it with: figscope engine install tensorflow',
    });
  }
  return { freedBytes: await removeFolders(folders) };
}

/** Deletes the installations other than `kept`, which has replaced them. */
export async function removeOtherInstallations(enginesFolder: string, kept: string): Promise<void> {
  await removeFolders(tensorFlowFolders(enginesFolder).filter((folder) => folder !== kept));
}

async function removeFolders(folders: readonly string[]): Promise<number> {
  let freedBytes = 0;
  for (const folder of folders) {
    freedBytes += await folderBytes(folder);
    // Without its manifest a half deleted folder is no installation.
    await rm(join(folder, manifestFile), { force: true });
    await rm(folder, { recursive: true, force: true });
  }
  return freedBytes;
}

/** Bytes of all files below a folder; 0 when it is not there. */
export async function folderBytes(folder: string): Promise<number> {
  if (!existsSync(folder)) return 0;
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) bytes += (await stat(join(entry.parentPath, entry.name))).size;
  }
  return bytes;
}

/** The folder that an unfinished installation keeps its files in, beside the finished one. */
export const unfinishedFolder = (enginesFolder: string, cuda: boolean, version: string): string =>
  join(enginesFolder, `.${installationName(version, cuda)}.part`);

function readInstallation(folder: string): TensorFlowInstallation | undefined {
  const file = join(folder, manifestFile);
  if (!existsSync(file) || !existsSync(join(folder, bindingFile))) return undefined;
  try {
    const { version, cuda, bytes } = manifest.parse(JSON.parse(readFileSync(file, 'utf8')));
    return { folder, version, cuda, bytes };
  } catch {
    // A damaged manifest: not an installation, and the next one replaces it.
    return undefined;
  }
}

function tensorFlowFolders(enginesFolder: string): string[] {
  if (!existsSync(enginesFolder)) return [];
  return readdirSync(enginesFolder)
    .filter((name) => /^\.?tensorflow-/.test(name))
    .map((name) => join(enginesFolder, name));
}
