/** Writes the files of an export: all of them in a new folder, or nothing. */
import { copyFile, mkdir, open, readdir, rename, rm, rmdir, stat, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { megabytes } from '#app/util/megabytes.ts';
import { syncFolder } from '../files.ts';

/** Small pieces are gathered up to this size before they are written. */
const gatherBytes = 1 << 20;

export interface ExportFile {
  /** Relative to the folder, with `/` between folders. */
  readonly name: string;
  readonly sizeBytes: number;
  readonly content:
    | { readonly kind: 'copy'; readonly from: string }
    /** Made when it is its turn, so that only one large file is in memory. */
    | { readonly kind: 'pieces'; readonly make: () => Promise<readonly Uint8Array[]> };
}

export type WrittenFile = Pick<ExportFile, 'name' | 'sizeBytes'>;

export function bytesFile(name: string, bytes: Uint8Array): ExportFile {
  return { name, sizeBytes: bytes.length, content: { kind: 'pieces', make: async () => [bytes] } };
}

export function textFile(name: string, text: string): ExportFile {
  return bytesFile(name, new TextEncoder().encode(text));
}

export function jsonFile(name: string, value: unknown): ExportFile {
  return textFile(name, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** The file as it lies in a folder. */
export async function copiedFile(name: string, from: string): Promise<ExportFile> {
  const { size } = await stat(from);
  return { name, sizeBytes: size, content: { kind: 'copy', from } };
}

/** Throws conflict unless `out` is absent or an empty folder; storage-full where its disk has no room for the files. */
export async function checkTarget(out: string, files: readonly WrittenFile[]): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found !== undefined && (!found.isDirectory() || (await readdir(out)).length > 0)) {
    throw new FigscopeError('conflict', {
      message: found.isDirectory() ? `The folder ${out} is not empty.` : `${out} is a file.`,
      remedy: 'Choose a new or an empty folder.',
      facts: { out },
    });
  }
  const neededBytes = totalBytes(files);
  const { bavail, bsize } = await statfs(await existingParent(out));
  if (bavail * bsize < neededBytes) throw noRoom(out, neededBytes, bavail * bsize);
}

/** Writes the files under a temporary name beside `out`, flushes them, and moves the folder into place. */
export async function writeExport(out: string, files: readonly ExportFile[]): Promise<void> {
  await checkTarget(out, files);
  const temporary = join(dirname(out), `.${basename(out)}.tmp-${process.pid}`);
  try {
    await rm(temporary, { recursive: true, force: true });
    for (const file of files) await writeFile(join(temporary, file.name), file.content);
    await syncFolder(temporary);
    // Windows does not rename onto a folder, not even an empty one.
    await rmdir(out).catch(() => undefined);
    await rename(temporary, out);
    await syncFolder(dirname(out));
  } catch (cause) {
    throw exportError(cause, out, files);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

async function writeFile(path: string, content: ExportFile['content']): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  if (content.kind === 'copy') {
    await copyFile(content.from, path);
    await using copied = await open(path, 'r+');
    await copied.sync();
    return;
  }
  await using file = await open(path, 'wx');
  for (const piece of gathered(await content.make())) await file.writeFile(piece);
  await file.sync();
}

/** The same bytes in fewer, larger pieces; large ones are not copied. */
function* gathered(pieces: readonly Uint8Array[]): Generator<Uint8Array> {
  let small: Uint8Array[] = [];
  let smallBytes = 0;
  for (const piece of pieces) {
    if (smallBytes + piece.length > gatherBytes && smallBytes > 0) {
      yield Buffer.concat(small);
      small = [];
      smallBytes = 0;
    }
    if (piece.length > gatherBytes) yield piece;
    else {
      small.push(piece);
      smallBytes += piece.length;
    }
  }
  if (smallBytes > 0) yield Buffer.concat(small);
}

async function existingParent(path: string): Promise<string> {
  for (let parent = path; ; parent = dirname(parent)) {
    const found = await stat(parent).catch(() => undefined);
    if (found?.isDirectory() === true) return parent;
    if (parent === dirname(parent)) return parent;
  }
}

const totalBytes = (files: readonly WrittenFile[]): number =>
  files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

function noRoom(out: string, neededBytes: number, freeBytes?: number, cause?: unknown): FigscopeError {
  const free = freeBytes === undefined ? '' : ` and ${megabytes(freeBytes)} are free`;
  const detail = {
    message: `There is no room at ${out}: the export needs ${megabytes(neededBytes)}${free}.`,
    remedy: 'Free some space on that disk, or choose a folder on another one.',
    facts: { out, neededBytes, ...(freeBytes === undefined ? {} : { freeBytes }) },
  };
  return new FigscopeError('storage-full', detail, { cause });
}

function exportError(cause: unknown, out: string, files: readonly WrittenFile[]): unknown {
  if (cause instanceof FigscopeError) return cause;
  const { code, message } = toFigscopeError(cause);
  if (code === 'storage-full') return noRoom(out, totalBytes(files), undefined, cause);
  const detail = {
    message: `It was not possible to write ${out}: ${code === 'permission-denied' ? 'permission is denied' : message}.`,
    remedy: 'Choose another folder.',
    facts: { out },
  };
  return new FigscopeError(code, detail, { cause });
}
