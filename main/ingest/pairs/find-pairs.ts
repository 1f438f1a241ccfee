/** Walks a tree of folders and finds captioned images in it. */
import { baseName, hasArchiveEnding } from '../file-names.ts';
import { Trail } from '../folder/trail.ts';
import { reasonOf, rejected } from '../rejections.ts';
import type { RejectedItem } from '../rejections.ts';
import { type Folder, type FolderListing, placesOf, type SourceFile } from '../tree.ts';
import type { Pair } from './pair.ts';
import { beginsAsParquet } from './parquet/parquet-file.ts';
import { folderSamples } from './samples.ts';
import { tableHeadBytes, tableKind } from './table-kind.ts';
import { tableRows } from './table.ts';

/** What the walk finds. */
export type PairFind = Pair | RejectedItem | { readonly archive: SourceFile };

export interface FindPairsOptions {
  readonly source: string;
  /** The tree is the inside of a shard: a caption without image is a fault. */
  readonly isShard: boolean;
}

const metadataNames: ReadonlySet<string> = new Set(['metadata.jsonl', 'metadata.csv', 'metadata.tsv']);

/** The file that describes the images of a folder, in the layout of image folders on the hub. */
export async function metadataFile(listing: FolderListing): Promise<SourceFile | undefined> {
  for await (const place of placesOf(listing.files, (name) =>
    metadataNames.has(baseName(name).toLowerCase()),
  ))
    return listing.files.at(place);
  return undefined;
}

/** Side-car JSON can be as many as the images, so that only files named like annotations are looked into. */
const tableNames = /\.(?:csv|tsv|tab|jsonl|ndjson|parquet|pq)$|(?:captions?|annotations?|coco)[^/]*\.json$/i;

const parquetName = /\.(?:parquet|pq)$/i;

/** The tables of captioned images in a folder, known by how they begin. */
export async function pairTables(listing: FolderListing): Promise<readonly SourceFile[]> {
  const tables: SourceFile[] = [];
  for await (const place of placesOf(listing.files, (name) => tableNames.test(name))) {
    const file = listing.files.at(place);
    const head = await file.head(tableHeadBytes).catch(() => new Uint8Array());
    if (tableKind(head) !== undefined) tables.push(file);
  }
  return tables;
}

/** Files that are tables by their name and none by how they begin, where a table can be nothing else. */
async function* brokenTables({ files }: FolderListing, source: string): AsyncGenerator<RejectedItem> {
  for await (const place of placesOf(files, (name) => parquetName.test(name))) {
    const file = files.at(place);
    if (beginsAsParquet(await file.head(4).catch(() => new Uint8Array()))) continue;
    const message = 'The file does not begin as Parquet does, whatever its name says.';
    yield rejected(source, file.name, 'row-malformed', message);
  }
}

/** Every pair below a folder: of metadata files and tables where a folder has them, else images with side-car texts. */
export async function* findPairs(folder: Folder, options: FindPairsOptions): AsyncGenerator<PairFind> {
  yield* walk(folder, options, Trail.start());
}

async function* walk(folder: Folder, options: FindPairsOptions, trail: Trail): AsyncGenerator<PairFind> {
  const inside = trail.into(folder);
  if (!inside) return;
  let listing: FolderListing;
  try {
    listing = await folder.list();
  } catch (error) {
    if (folder.name === '') throw error;
    const message = `The folder could not be read: ${reasonOf(error)}.`;
    yield rejected(options.source, folder.name, 'unreadable', message);
    return;
  }
  const metadata = await metadataFile(listing);
  const tables = metadata ? [metadata] : await pairTables(listing);
  for (const table of tables) yield* tableRows(table, folder, options.source);
  yield* brokenTables(listing, options.source);
  if (tables.length > 0) return;
  yield* folderSamples(listing, options.isShard);
  for await (const place of placesOf(listing.files, hasArchiveEnding))
    yield { archive: listing.files.at(place) };
  for (const subfolder of listing.folders) yield* walk(subfolder, options, inside);
}
