/** The rows of a Parquet file with their images, a few pages at a time. */
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import {
  parquetReadObjects,
  type ColumnMetaData,
  type Compressors,
  type FileMetaData,
  type RowGroup,
} from 'hyparquet';
import { compressors as packaged } from 'hyparquet-compressors';
import { reasonOf } from '../../rejections.ts';
import type { SourceFile } from '../../tree.ts';
import type { Values } from '../rows.ts';
import { chooseColumns, type ChosenColumns } from './parquet-columns.ts';
import { groupObjection, openParquet, type ParquetFile } from './parquet-file.ts';
import { columnPages, type ColumnPages, type PageLocation } from './parquet-pages.ts';

/** A row without its image, which is in `bytes`, or has `path` as its name. */
export interface ParquetRow {
  /** From 1. */
  readonly number: number;
  readonly values: Values;
  readonly bytes: Uint8Array | undefined;
  readonly path: string | undefined;
}

export type ParquetItem = ParquetRow | { readonly item: string; readonly problem: string };

/** Unpacked bytes that are read together, unless one page has more. */
const windowBytes = 32 * 2 ** 20;

/** Node's own where it has them: faster, and they stop at the promised size. */
const compressors: Compressors = {
  ...packaged,
  GZIP: (input, outputLength) => gunzipSync(input, { maxOutputLength: Math.max(1, outputLength) }),
  ZSTD: (input, outputLength) => zstdDecompressSync(input, { maxOutputLength: Math.max(1, outputLength) }),
  BROTLI: (input, outputLength) =>
    brotliDecompressSync(input, { maxOutputLength: Math.max(1, outputLength) }),
};

/** Every row in order. A row group that cannot be read is one problem; those after it still count. */
export async function* parquetRows(table: SourceFile): AsyncGenerator<ParquetItem> {
  const opened = await openParquet(table);
  if ('problem' in opened) {
    yield { item: 'file', problem: opened.problem };
    return;
  }
  await using file = opened.file;
  const columns = chooseColumns(file.metadata);
  if ('problem' in columns) {
    yield { item: 'file', problem: columns.problem };
    return;
  }
  let firstRow = 0;
  for (const [index, group] of file.metadata.row_groups.entries()) {
    const item = `row group ${index + 1}`;
    const objection = groupObjection(group, file.buffer.byteLength);
    if (objection) yield { item, problem: objection };
    else {
      try {
        yield* groupRows(file, group, columns.chosen, firstRow);
      } catch (thrown) {
        yield { item, problem: `The row group cannot be read from here on: ${reasonOf(thrown)}.` };
      }
    }
    firstRow += Math.max(0, Number(group.num_rows));
  }
}

/** Rows that the table of contents promises; undefined when there is none, or it cannot be true. */
export async function countParquetRows(table: SourceFile): Promise<number | undefined> {
  if (table.path === undefined) return undefined;
  const opened = await openParquet(table);
  if ('problem' in opened) return undefined;
  await using file = opened.file;
  const groups = file.metadata.row_groups;
  if (groups.some((group) => groupObjection(group, file.buffer.byteLength) !== undefined)) return undefined;
  return groups.reduce((sum, { num_rows: rows }) => sum + Number(rows), 0);
}

async function* groupRows(
  { buffer, metadata }: ParquetFile,
  group: RowGroup,
  chosen: ChosenColumns,
  firstRow: number,
): AsyncGenerator<ParquetRow> {
  const rows = Number(group.num_rows);
  const chunks = await readPages(buffer, group, chosen);
  const windows = windowsOf(chunks, rows);
  const isWhole = windows.length === 1;
  // A list whose rows nobody counted could only be read whole, again for every window.
  const uncounted = chunks.filter((chunk) => chunk.rows === undefined).map(({ column }) => column);
  const names = isWhole ? chosen.names : chosen.names.filter((name) => !uncounted.includes(name));
  // Beyond the library's types: where the pages are, as it would read it from an index in the file.
  const options = {
    file: buffer,
    metadata: { ...metadata, num_rows: group.num_rows, row_groups: [group] } satisfies FileMetaData,
    columns: [...names],
    utf8: false,
    geoparquet: false,
    compressors,
    ...(isWhole ? {} : { pageLocationsByGroup: [Object.fromEntries(locationsOf(chunks))] }),
  };
  for (const [rowStart, rowEnd] of windows) {
    const read = await parquetReadObjects({ ...options, rowStart, rowEnd });
    if (read.length !== rowEnd - rowStart) throw new Error('rows are missing');
    for (const [index, row] of read.entries()) {
      yield rowOf(row, chosen.image, firstRow + rowStart + index + 1);
    }
  }
}

interface ChunkPages extends ColumnPages {
  /** Top-level column, and the path of the leaf. */
  readonly column: string;
  readonly leaf: string;
}

async function readPages(
  buffer: ParquetFile['buffer'],
  group: RowGroup,
  { names, lists }: ChosenColumns,
): Promise<readonly ChunkPages[]> {
  const chunks: ChunkPages[] = [];
  const metadata = group.columns.flatMap(({ meta_data: chunk }): ColumnMetaData[] => (chunk ? [chunk] : []));
  for (const chunk of metadata) {
    const column = chunk.path_in_schema[0] ?? '';
    if (!names.includes(column)) continue;
    const isList = lists.has(column);
    const found = await columnPages(buffer, chunk, isList);
    if (found.rows !== undefined && found.rows !== Number(group.num_rows)) {
      throw new Error(`${column} has ${found.rows} rows where ${group.num_rows} are promised`);
    }
    chunks.push({ ...found, column, leaf: chunk.path_in_schema.join('.') });
  }
  return chunks;
}

/** Parts of a row group that are small enough, cut where pages of its heaviest column begin. */
function windowsOf(chunks: readonly ChunkPages[], rows: number): readonly (readonly [number, number])[] {
  const bytesOf = ({ unpackedBytes }: ChunkPages): number =>
    unpackedBytes.reduce((sum, bytes) => sum + bytes, 0);
  const total = chunks.reduce((sum, chunk) => sum + bytesOf(chunk), 0);
  const heaviest = chunks
    .filter((chunk) => chunk.rows !== undefined)
    .reduce<ChunkPages | undefined>(
      (most, chunk) => (most && bytesOf(most) >= bytesOf(chunk) ? most : chunk),
      undefined,
    );
  if (rows === 0) return [];
  if (total <= windowBytes || !heaviest) return [[0, rows]];
  const windows: [number, number][] = [];
  let start = 0;
  let bytes = 0;
  for (const [index, page] of heaviest.pages.entries()) {
    const pageStart = Number(page.first_row_index);
    if (bytes > 0 && bytes + (heaviest.unpackedBytes[index] ?? 0) > windowBytes && pageStart > start) {
      windows.push([start, pageStart]);
      start = pageStart;
      bytes = 0;
    }
    bytes += heaviest.unpackedBytes[index] ?? 0;
  }
  windows.push([start, rows]);
  return windows;
}

const locationsOf = (chunks: readonly ChunkPages[]): [string, readonly PageLocation[]][] =>
  chunks.filter(({ rows }) => rows !== undefined).map(({ leaf, pages }) => [leaf, pages]);

function rowOf(row: Readonly<Record<string, unknown>>, image: string, number: number): ParquetRow {
  const cell = row[image];
  const values = Object.fromEntries(
    Object.entries(row).flatMap(([name, value]) => (name === image ? [] : [[name, plainValue(value)]])),
  );
  const { bytes, path } = imageOf(cell);
  return { number, values: { ...values, image: path }, bytes, path };
}

function imageOf(cell: unknown): { bytes: Uint8Array | undefined; path: string | undefined } {
  if (cell instanceof Uint8Array) {
    // A path in a column that does not say that it is text.
    const text = cell.length <= 4096 && !cell.includes(0) ? plainValue(cell) : undefined;
    if (typeof text === 'string' && /^[^\n\ufffd]+\.\w{2,5}$/.test(text))
      return { bytes: undefined, path: text };
    return { bytes: cell, path: undefined };
  }
  if (typeof cell === 'string') return { bytes: undefined, path: cell };
  if (typeof cell !== 'object' || cell === null) return { bytes: undefined, path: undefined };
  const bytes: unknown = 'bytes' in cell ? cell.bytes : undefined;
  const path: unknown = 'path' in cell ? plainValue(cell.path) : undefined;
  return {
    bytes: bytes instanceof Uint8Array && bytes.length > 0 ? bytes : undefined,
    path: typeof path === 'string' && path !== '' ? path : undefined,
  };
}

/** Values as JSON would have them. */
function plainValue(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Uint8Array) return new TextDecoder().decode(value);
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? undefined : value.toISOString().slice(0, 10);
  if (Array.isArray(value)) return value.map(plainValue);
  return value ?? undefined;
}
