/** Keeps a folder of files that can be had again below a size: the ones not made or asked for longest go first. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** After a clean-up there is room for a while. */
const keptShare = 0.8;

export async function pruneFolder(folder: string, largestBytes: number): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files: { path: string; sizeBytes: number; usedAtMs: number }[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const path = join(entry.parentPath, entry.name);
    const found = await stat(path).catch(() => undefined);
    if (found) files.push({ path, sizeBytes: found.size, usedAtMs: Math.max(found.atimeMs, found.mtimeMs) });
  }
  let bytes = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (bytes <= largestBytes) return;
  for (const { path, sizeBytes } of files.sort((a, b) => a.usedAtMs - b.usedAtMs)) {
    if (bytes <= largestBytes * keptShare) return;
    await rm(path, { force: true });
    bytes -= sizeBytes;
  }
}
