/**
 * The daily inventory: `inventory-reports/<bucket>/metadata/<date>/manifest.json` names gzip tables of bucket, key,
 * last change and tag, eight million rows by now. They are read as they stream, never whole.
 */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import * as z from 'zod';
import { FigscopeError } from '#app/util/error.ts';
import { type ArticleVersion, type DataSet, type DownloadedFile, versionOfKey } from './data-set.ts';
import { ObjectFailure } from './failures.ts';

const reports = 'inventory-reports/';
const usualBucket = 'pmc-oa-opendata';
const maxManifestBytes = 16 * 2 ** 20;

const manifestFile = z.object({
  fileSchema: z.string().optional(),
  files: z.array(
    z.object({
      key: z.string(),
      size: z.number().optional(),
      MD5checksum: z
        .string()
        .regex(/^[0-9a-fA-F]{32}$/)
        .optional(),
    }),
  ),
});

export interface Inventory {
  /** The day it was made, as its folder is called. */
  readonly date: string;
  readonly files: readonly { readonly key: string; readonly sizeBytes?: number; readonly md5?: string }[];
  readonly columns: InventoryColumns;
}

interface InventoryColumns {
  readonly key: number;
  readonly lastModified: number;
  readonly etag: number;
}

const usualColumns: InventoryColumns = { key: 1, lastModified: 2, etag: 3 };

/** The newest inventory that is complete; undefined when there is none. */
export async function findInventory(dataSet: DataSet): Promise<Inventory | undefined> {
  const buckets = (await dataSet.names(reports)).filter((name) => name.endsWith('/'));
  for (const bucket of buckets.length > 0 ? buckets : [`${usualBucket}/`]) {
    const folder = `${reports}${bucket}metadata/`;
    const dates = (await dataSet.names(folder)).filter((name) => /^\d{4}-\d{2}-\d{2}.*\/$/.test(name));
    for (const date of dates.sort().reverse()) {
      const found = await readManifest(dataSet, `${folder}${date}manifest.json`, date.slice(0, -1));
      if (found) return found;
    }
  }
  return undefined;
}

/** Undefined when the day has no manifest yet. */
async function readManifest(dataSet: DataSet, key: string, date: string): Promise<Inventory | undefined> {
  try {
    const { bytes } = await dataSet.read(key, { maxBytes: maxManifestBytes });
    const { files, fileSchema } = manifestFile.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    return {
      date,
      files: files.map(({ key: name, size, MD5checksum: md5 }) => ({
        key: name,
        ...(size === undefined ? {} : { sizeBytes: size }),
        ...(md5 === undefined ? {} : { md5: md5.toLowerCase() }),
      })),
      columns: columnsOf(fileSchema),
    };
  } catch (thrown) {
    if (thrown instanceof ObjectFailure && thrown.isMissing) return undefined;
    if (thrown instanceof FigscopeError) throw thrown;
    throw damaged(key, thrown);
  }
}

function columnsOf(schema: string | undefined): InventoryColumns {
  const names = (schema ?? '').split(',').map((name) => name.trim().toLowerCase());
  const place = (name: string, usual: number): number => {
    const found = names.indexOf(name);
    return found < 0 ? usual : found;
  };
  return {
    key: place('key', usualColumns.key),
    lastModified: place('lastmodifieddate', usualColumns.lastModified),
    etag: place('etag', usualColumns.etag),
  };
}

/** Fetches one table. Throws FigscopeError: without its inventory a data set cannot be read. */
export async function openTable(
  dataSet: DataSet,
  { key, sizeBytes, md5 }: Inventory['files'][number],
  onBytes: (doneBytes: number) => void,
): Promise<DownloadedFile> {
  try {
    return await dataSet.download(key, { sizeBytes, md5, onBytes });
  } catch (thrown) {
    if (thrown instanceof ObjectFailure) throw damaged(key, thrown);
    throw thrown;
  }
}

/** Rows of a table, for progress. */
export async function countTable(path: string, signal: AbortSignal): Promise<number> {
  let rows = 0;
  for await (const chunk of unpacked(path, signal)) {
    for (let at = chunk.indexOf(0x0a); at >= 0; at = chunk.indexOf(0x0a, at + 1)) rows += 1;
  }
  return rows;
}

/** The versions that the rows name, in their order; other rows are passed over. */
export async function* readTable(
  path: string,
  { key: keyColumn, lastModified: dateColumn, etag: tagColumn }: InventoryColumns,
  signal: AbortSignal,
): AsyncGenerator<ArticleVersion> {
  const rows = parse({ relax_column_count: true, skip_empty_lines: true });
  pipeline(createReadStream(path, { highWaterMark: 1 << 20, signal }), createGunzip(), rows, () => undefined);
  try {
    for await (const row of rows) {
      const cells = Array.isArray(row) ? row.map(String) : [];
      const key = decoded(cells[keyColumn] ?? '');
      const named = versionOfKey(key);
      if (!named) continue;
      const etag = (cells[tagColumn] ?? '').replaceAll('"', '');
      yield { ...named, key, etag: etag === '' ? undefined : etag, lastModified: cells[dateColumn] };
    }
  } catch (thrown) {
    signal.throwIfAborted();
    throw damaged(path, thrown);
  }
}

async function* unpacked(path: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const stream = pipeline(
    createReadStream(path, { highWaterMark: 1 << 20, signal }),
    createGunzip(),
    () => undefined,
  );
  try {
    for await (const chunk of stream) yield Buffer.from(chunk);
  } catch (thrown) {
    signal.throwIfAborted();
    throw damaged(path, thrown);
  }
}

/** Inventories write keys as they stand in addresses. */
function decoded(key: string): string {
  if (!key.includes('%')) return key;
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

function damaged(key: string, cause: unknown): FigscopeError {
  const why = cause instanceof ObjectFailure ? ` ${cause.message}` : '';
  return new FigscopeError(
    'invalid-input',
    {
      message: `The inventory of the data set is damaged (${key}).${why}`,
      remedy: 'Try again later, or name the articles with --pmcids, which needs no inventory.',
      facts: { key },
    },
    { cause },
  );
}
