/** Counts the units of a source ahead of the reader, by names only, so that progress has a total. */
import { createReadStream } from 'node:fs';
import { hasArchiveEnding, hasDocumentEnding, hasRasterEnding } from './file-names.ts';
import { metadataFile, pairTables } from './pairs/find-pairs.ts';
import { countParquetRows } from './pairs/parquet/parquet-rows.ts';
import { tableHeadBytes, tableKind } from './pairs/table-kind.ts';
import { countNames, type Folder, type FolderListing, type SourceFile } from './tree.ts';
import type { TreeKind } from './detect.ts';

const foldersPerTurn = 1000;

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
  let looked = 0;
  /** Where the walk is: the folders of every level that are still to come. */
  const levels: Iterator<Folder>[] = [[root][Symbol.iterator]()];
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    signal?.throwIfAborted();
    const { done, value: folder } = level.next();
    if (done === true) {
      levels.pop();
      continue;
    }
    looked += 1;
    // In an archive no folder has to be waited for: others would never have their turn.
    if (looked % foldersPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    // Links may lead in circles; what stands behind them is counted when it is read.
    if (folder.isLink === true) continue;
    const listing = await folder.list().catch(() => undefined);
    if (!listing) continue;
    if (kind === 'packages') total += await countPackages(listing);
    else {
      const pairs = await countPairs(listing, signal);
      if (pairs === undefined) return undefined;
      total += pairs.units;
      if (pairs.isWhole) continue;
    }
    levels.push(listing.folders[Symbol.iterator]());
  }
  return total;
}

async function countPackages({ files }: FolderListing): Promise<number> {
  const documents = await countNames(files, hasDocumentEnding);
  return documents > 0 ? documents : countNames(files, hasArchiveEnding);
}

async function countPairs(
  listing: FolderListing,
  signal: AbortSignal | undefined,
): Promise<{ readonly units: number; readonly isWhole: boolean } | undefined> {
  const metadata = await metadataFile(listing);
  const tables = metadata ? [metadata] : await pairTables(listing);
  if (tables.length === 0) {
    const units = await countNames(listing.files, (name) => hasRasterEnding(name) || hasArchiveEnding(name));
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
