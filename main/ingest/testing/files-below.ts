/** Every file of a tree, folder by folder. */
import type { Folder, SourceFile } from '../tree.ts';

export async function* filesBelow(folder: Folder): AsyncGenerator<SourceFile> {
  const { files, folders } = await folder.list();
  yield* files;
  for (const below of folders) yield* filesBelow(below);
}
