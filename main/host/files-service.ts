/** Folders of the host's machine, for choosing a source in the browser shell, which has no folder dialog of its own. */
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type * as z from 'zod';
import type { fileEntry } from '#app/domain/system.ts';
import { FigscopeError } from '#app/util/error.ts';

type FileEntry = z.infer<typeof fileEntry>;

/** A folder with more entries than this is cut: nobody picks from a longer list. */
const longestList = 2000;

export async function listFolder(
  path: string | undefined,
): Promise<{ path: string; parent?: string; entries: FileEntry[] }> {
  const folder = resolve(path ?? homedir());
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw new FigscopeError(
      'not-found',
      {
        message: `${folder} cannot be listed.`,
        remedy: 'Check the path and its permissions.',
        facts: { path: folder },
      },
      { cause: error },
    );
  });
  const visible = entries
    .filter((entry) => !entry.name.startsWith('.') && (entry.isDirectory() || entry.isFile()))
    .sort((a, b) => Number(b.isDirectory()) - Number(a.isDirectory()) || a.name.localeCompare(b.name))
    .slice(0, longestList);
  const listed = await Promise.all(
    visible.map(async (entry): Promise<FileEntry> => {
      if (entry.isDirectory()) return { name: entry.name, kind: 'folder' };
      const found = await stat(join(folder, entry.name)).catch(() => undefined);
      return { name: entry.name, kind: 'file', ...(found ? { sizeBytes: found.size } : {}) };
    }),
  );
  const parent = dirname(folder);
  return { path: folder, ...(parent === folder ? {} : { parent }), entries: listed };
}
