/** Opens an archive by what it is, not by what it is called. */
import { reasonOf } from '../rejections.ts';
import type { ImportOptions } from '../options.ts';
import type { FileKind } from '../sniff.ts';
import type { Archive } from './archive.ts';
import { gunzipToScratch } from './gunzip.ts';
import { openTar } from './tar.ts';
import { noMembers, openZip } from './zip.ts';

/** The kinds of file that are archives. */
export type ArchiveKind = Extract<FileKind, 'tar' | 'tar-gzip' | 'zip'>;

export function isArchiveKind(kind: FileKind): kind is ArchiveKind {
  return kind === 'tar' || kind === 'tar-gzip' || kind === 'zip';
}

/**
 * Opens the archive at a path. A damaged one comes back with what could be read and its problems.
 *
 * @throws {FigscopeError} only for the machine's own troubles (no room to unpack, cancelled).
 */
export async function openArchive(path: string, kind: ArchiveKind, options: ImportOptions): Promise<Archive> {
  const { signal } = options;
  const keep = async (bytes: Uint8Array): Promise<{ kind: 'blob'; sha256: string }> => {
    const { sha256 } = await options.blobSink(bytes);
    return { kind: 'blob', sha256 };
  };
  switch (kind) {
    case 'tar':
      return openTar(path, { signal });
    case 'tar-gzip': {
      const unpacked = await gunzipToScratch(path, options.scratchFolder, signal);
      const archive = await openTar(unpacked.path, { signal, keep, onClose: unpacked.remove });
      return unpacked.problem ? { ...archive, problems: [unpacked.problem] } : archive;
    }
    case 'zip':
      try {
        return await openZip(path, { keep, signal });
      } catch (error) {
        signal?.throwIfAborted();
        const message = `The archive is damaged: ${reasonOf(error)}.`;
        const problems = [{ item: '', code: 'archive-malformed', message } as const];
        return { tree: noMembers(), problems, ...nothingToClose };
      }
  }
}

const nothingToClose: AsyncDisposable = { [Symbol.asyncDispose]: () => Promise.resolve() };
