/** Counts the units of a source ahead of the reader, by names only, so that progress has a total. */
import { createReadStream } from 'node:fs';
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from './file-names.ts';
import { metadataFile, pairTables } from './pairs/find-pairs.ts';
import { countParquetRows } from './pairs/parquet/parquet-rows.ts';
import { tableHeadBytes, tableKind } from './pairs/table-kind.ts';
import type { Folder, FolderListing, SourceFile } from './tree.ts';
import type { TreeKind } from './detect.ts';

/**
 * Documents and archives (`packages`), or images and table rows (`pairs`) below a folder. Undefined when it cannot be
 * told. @throws when the signal fires.
 */
export async function countUnits(
  root: Folder,
  kind: TreeKind,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  let total = 0;
  const folders: Folder[] = [root];
  for (let folder = folders.pop(); folder; folder = folders.pop()) {
    signal?.throwIfAborted();
    // Links may lead in circles; what stands behind them is counted when it is read.
    if (folder.isLink === true) continue;
    const listing = await folder.list().catch(() => undefined);
    if (!listing) continue;
    if (kind === 'packages') total += countPackages(listing);
    else {
      const pairs = await countPairs(listing, signal);
      if (pairs === undefined) return undefined;
      total += pairs.units;
      if (pairs.isWhole) continue;
    }
    folders.push(...listing.folders);
  }
  return total;
}

function countPackages({ files }: FolderListing): number {
  const documents = files.filter(({ name }) => hasDocumentEnding(name)).length;
  return documents > 0 ? documents : files.filter(({ name }) => hasArchiveEnding(name)).length;
}

async function countPairs(
  listing: FolderListing,
  signal: AbortSignal | undefined,
): Promise<{ readonly units: number; readonly isWhole: boolean } | undefined> {
  const metadata = metadataFile(listing);
  const tables = metadata ? [metadata] : await pairTables(listing);
  if (tables.length === 0) {
    const units = listing.files.filter(({ name }) => hasRasterEnding(name) || hasArchiveEnding(name)).length;
    return { units, isWhole: false };
  }
  let units = 0;
  for (const table of tables) {
    const rows = await countRows(table, signal);
    if (rows === undefined) return undefined;
    units += rows;
  }
  return { units, isWhole: true };
}

/** Rows of a table on disk: lines outside quotes, without the header of separated values. */
export async function countRows(
  table: SourceFile,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  if (table.path === undefined) return undefined;
  const kind = tableKind(await table.head(tableHeadBytes));
  if (kind === 'parquet') return countParquetRows(table);
  if (kind === 'coco' || kind === 'pipeline') return undefined;
  const isJson = kind === 'json-lines';
  const stream = createReadStream(table.path, { highWaterMark: 1024 * 1024, ...(signal && { signal }) });
  let lines = 0;
  let quoted = false;
  let pending = false;
  for await (const chunk of stream) {
    if (!(chunk instanceof Uint8Array)) return undefined;
    for (const byte of chunk) {
      if (byte === 0x22 && !isJson) quoted = !quoted;
      else if (byte === 0x0a && !quoted) {
        if (pending) lines += 1;
        pending = false;
        continue;
      }
      if (byte !== 0x0d) pending = true;
    }
  }
  if (pending) lines += 1;
  return isJson ? lines : Math.max(0, lines - 1);
}
