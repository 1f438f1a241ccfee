/** One folder's entries, sorted, links followed, without what cannot be read. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DiskFile } from './disk-file.ts';

export interface Subfolder {
  readonly name: string;
  readonly path: string;
  /** Device and inode: tells a loop of links. */
  readonly identity: string;
}

export interface FolderListing {
  readonly files: readonly DiskFile[];
  readonly folders: readonly Subfolder[];
}

/**
 * Lists a folder in the order of names. `prefix` is its path inside the source, '' for the source itself. Hidden
 * entries and the `__MACOSX` twin of archives are left out.
 *
 * @throws the system's error when the folder itself cannot be read.
 */
export async function listFolder(path: string, prefix: string): Promise<FolderListing> {
  const names = (await readdir(path)).filter((name) => !name.startsWith('.') && name !== '__MACOSX');
  names.sort();
  const files: DiskFile[] = [];
  const folders: Subfolder[] = [];
  for (const name of names) {
    const entryPath = join(path, name);
    const entryName = prefix === '' ? name : `${prefix}/${name}`;
    const facts = await stat(entryPath).catch(() => undefined);
    if (facts?.isFile()) files.push(new DiskFile(entryName, entryPath, facts.size));
    else if (facts?.isDirectory()) {
      folders.push({ name: entryName, path: entryPath, identity: `${facts.dev}:${facts.ino}` });
    }
  }
  return { files, folders };
}
