/** An open archive: its members as files, and what was refused while looking at it. */
import { folderName, joinName, safeRelativeName } from '../file-names.ts';
import type { RejectionCode } from '../rejections.ts';
import type { Folder, FolderListing, SourceFile } from '../tree.ts';

/** Something about an archive that was not taken; `item` is the member, '' for the archive as a whole. */
export interface ArchiveProblem {
  readonly item: string;
  readonly code: RejectionCode;
  readonly message: string;
}

/** Members with safe names, in archive order. Dispose it to close the file and remove scratch copies. */
export interface Archive extends AsyncDisposable {
  readonly files: readonly SourceFile[];
  readonly problems: readonly ArchiveProblem[];
}

/** A member's name made safe, or the problem with it. */
export function memberName(name: string): { readonly name: string } | { readonly problem: ArchiveProblem } {
  const safe = safeRelativeName(name);
  if (safe !== undefined) return { name: safe };
  const message = 'The path of this member points outside the archive; it was not read.';
  return { problem: { item: name.replaceAll('\0', '?'), code: 'archive-unsafe', message } };
}

/** The problem of a member that is a link, a device or the like. */
export function notAFile(name: string, what: string): ArchiveProblem {
  return {
    item: name,
    code: 'archive-unsafe',
    message: `This member is ${what}, not a file; it was not followed.`,
  };
}

/** The members of an archive as a tree of folders. */
export function archiveTree(files: readonly SourceFile[]): Folder {
  const byPath = new Map<string, SourceFile>();
  const filesIn = new Map<string, SourceFile[]>();
  const foldersIn = new Map<string, Set<string>>();
  for (const file of files) {
    if (isHidden(file.name)) continue;
    byPath.set(file.name, file);
    const folder = folderName(file.name);
    const known = filesIn.get(folder);
    if (known) known.push(file);
    else filesIn.set(folder, [file]);
    for (let path = folder; path !== ''; path = folderName(path)) {
      const above = folderName(path);
      const siblings = foldersIn.get(above);
      if (siblings?.has(path)) break;
      if (siblings) siblings.add(path);
      else foldersIn.set(above, new Set([path]));
    }
  }
  const folderAt = (name: string): Folder => ({
    name,
    identity: undefined,
    list: (): Promise<FolderListing> =>
      Promise.resolve({
        files: filesIn.get(name) ?? [],
        folders: [...(foldersIn.get(name) ?? [])].map(folderAt),
      }),
    file: (relativePath) => {
      const safe = safeRelativeName(relativePath);
      return Promise.resolve(safe === undefined ? undefined : byPath.get(joinName(name, safe)));
    },
  });
  return folderAt('');
}

function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}
