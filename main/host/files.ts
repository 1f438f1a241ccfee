/** Small files written so that a crash leaves either the old or the new content, never half of one. */
import { open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type * as z from 'zod';
import { type ErrorCode, errorRecord, FigscopeError } from '#app/util/error.ts';

let counter = 0;

/** Temporary name, flush, rename, flush of the folder. */
export async function writeFileDurably(
  path: string,
  content: string | Uint8Array,
  mode = 0o644,
): Promise<void> {
  const temporary = `${path}.${process.pid}.${counter++}.tmp`;
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw writeError(path, error);
  }
}

function writeError(path: string, cause: unknown): FigscopeError {
  const { code, message, remedy } = errorRecord(cause);
  const reason: Partial<Record<ErrorCode, string>> = {
    'storage-full': 'the disk is full',
    'permission-denied': 'permission is denied',
  };
  const detail = {
    message: `It was not possible to write ${path}: ${reason[code] ?? message}.`,
    ...(remedy ? { remedy } : {}),
    facts: { path },
  };
  return new FigscopeError(code, detail, { cause });
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; its rename is durable enough through the journal.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

export const writeJson = (path: string, value: unknown, mode?: number): Promise<void> =>
  writeFileDurably(path, `${JSON.stringify(value, null, 2)}\n`, mode);

/** Undefined when the file does not exist; `invalid-input` with the place when its content is not what it should be. */
export async function readJson<T extends z.ZodType>(
  path: string,
  schema: T,
): Promise<z.output<T> | undefined> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (error) {
    throw new FigscopeError(
      'invalid-input',
      {
        message: `${path} is damaged: its content is not what Figscope writes there.`,
        remedy: 'Move the file away and start again; a fresh one is written.',
        facts: { path },
      },
      { cause: error },
    );
  }
}

/** The last whole record of a file of fixed-size records; empty when there is none. */
export async function readTail(path: string, recordBytes: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch(() => undefined);
  if (!file) return new Uint8Array(0);
  try {
    const records = Math.floor((await file.stat()).size / recordBytes);
    if (records === 0) return new Uint8Array(0);
    const bytes = new Uint8Array(recordBytes);
    await file.read(bytes, 0, recordBytes, (records - 1) * recordBytes);
    return bytes;
  } finally {
    await file.close();
  }
}

/** Bytes of all files below a folder; what disappears meanwhile counts as nothing. */
export async function folderBytes(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(join(entry.parentPath, entry.name)).then(
          (s) => s.size,
          () => 0,
        ),
      ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
