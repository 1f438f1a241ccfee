/** An archive to items of the stream. */
import type { IngestItem } from '#app/domain/figure.ts';
import type { Archive } from './archive/archive.ts';
import { isArchiveKind, openArchive } from './archive/open-archive.ts';
import { detectTree } from './detect.ts';
import type { TreeKind } from './detect.ts';
import { joinName } from './file-names.ts';
import { readHead } from './folder/disk.ts';
import type { ReadContext } from './options.ts';
import { treeKindOf } from './options.ts';
import { readTree } from './read-tree.ts';
import { rejected, reasonOf } from './rejections.ts';
import { fileKind, headBytes } from './sniff.ts';

export interface ArchiveFile {
  /** Absolute path. */
  readonly path: string;
  /** Its name inside the source, '' when it is the source. */
  readonly item: string;
  readonly progress: boolean;
}

/** Reads an archive of article packages, samples or an image folder. Whatever is wrong with it comes as rejections. */
export async function* readArchive(file: ArchiveFile, context: ReadContext): AsyncGenerator<IngestItem> {
  const { source, options } = context;
  const item = file.item === '' ? source : file.item;
  let head: Uint8Array;
  try {
    head = await readHead(file.path, headBytes);
  } catch (error) {
    yield rejected(source, item, 'unreadable', `The archive could not be read: ${reasonOf(error)}.`);
    return;
  }
  const kind = fileKind(head);
  if (!isArchiveKind(kind)) {
    yield rejected(source, item, 'archive-malformed', notAnArchive(kind));
    return;
  }
  const archive = await openArchive(file.path, kind, options);
  try {
    for (const problem of archive.problems) {
      const member = file.item === '' ? problem.item || source : joinName(file.item, problem.item);
      yield rejected(source, member, problem.code, problem.message);
    }
    yield* readMembers(archive, file, context);
  } finally {
    await archive[Symbol.asyncDispose]();
  }
}

async function* readMembers(
  archive: Archive,
  file: ArchiveFile,
  context: ReadContext,
): AsyncGenerator<IngestItem> {
  const { tree } = archive;
  const kind: TreeKind | undefined = treeKindOf(context.options.format) ?? (await detectTree(tree));
  if (kind) {
    yield* readTree(tree, context, { kind, readArchive: undefined, progress: file.progress });
  } else if (archive.problems.length === 0) {
    const item = file.item === '' ? context.source : file.item;
    const message = 'The archive holds no article and no captioned image.';
    yield rejected(context.source, item, 'no-figures', message);
  }
}

function notAnArchive(kind: ReturnType<typeof fileKind>): string {
  if (kind === 'empty') return 'The archive is empty.';
  if (kind === 'lfs-pointer') return 'It is a Git LFS pointer, not the archive itself; fetch the file first.';
  if (kind === 'gzip') return 'It is a gzip file that holds no tar archive, or is damaged.';
  return 'It is not an archive, whatever its name says.';
}
