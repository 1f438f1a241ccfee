/** Tables of captioned images to pairs, one row at a time. */
import { baseName, folderName } from '../file-names.ts';
import { rejected } from '../rejections.ts';
import type { RejectedItem } from '../rejections.ts';
import type { Folder, SourceFile } from '../tree.ts';
import { cocoRows } from './coco.ts';
import { pairFields, splitFrom } from './fields.ts';
import type { Pair } from './pair.ts';
import { parquetRows } from './parquet/parquet-rows.ts';
import { pipelineFigures } from './pipeline.ts';
import { jsonLines, separatedRows } from './rows.ts';
import type { Values } from './rows.ts';
import { tableHeadBytes, tableKind } from './table-kind.ts';

/** A row with the names its image may have, best first. */
interface NamedRow {
  /** What follows the name of the table: `row 12`. */
  readonly item: string;
  readonly values: Values;
  readonly images: readonly string[];
  /** The image itself, where it is in the row. */
  readonly inline?: Uint8Array | undefined;
}

type TableRow = NamedRow | { readonly item: string; readonly problem: string };

/**
 * The rows of a table as pairs; image paths are relative to `folder`. A row that cannot be read is a rejection, and
 * the rows after it still count. Rows are numbered from 1, the header not counted.
 */
export async function* tableRows(
  table: SourceFile,
  folder: Folder,
  source: string,
): AsyncGenerator<Pair | RejectedItem> {
  for await (const row of rowsOf(table)) {
    const item = `${baseName(table.name)} ${row.item}`;
    if ('problem' in row) yield rejected(source, item, 'row-malformed', row.problem);
    else {
      const fields = pairFields(row.values);
      const split = fields.split ?? splitFromPath(fields.image, folder);
      const image = row.inline ? undefined : await firstFile(row.images, folder);
      yield { item, fields: { ...fields, split }, image, inline: row.inline };
    }
  }
}

async function* rowsOf(table: SourceFile): AsyncGenerator<TableRow> {
  const kind = tableKind(await table.head(tableHeadBytes));
  if (kind === 'coco') {
    yield* cocoRows(table);
    return;
  }
  if (kind === 'parquet') {
    yield* parquetTableRows(table);
    return;
  }
  if (/\.(?:parquet|pq)$/i.test(table.name)) {
    yield { item: 'file', problem: 'The file does not begin as Parquet does, whatever its name says.' };
    return;
  }
  const isJson = kind === 'json-lines' || kind === 'pipeline' || /\.(?:jsonl?|ndjson)$/i.test(table.name);
  let number = 0;
  for await (const row of isJson ? jsonLines(table) : separatedRows(table)) {
    number += 1;
    const item = `row ${number}`;
    if ('problem' in row) yield { item, problem: row.problem };
    else if (Array.isArray(row.values['figures'])) yield* figuresOf(row.values, item);
    else {
      const { image } = pairFields(row.values);
      yield { item, values: row.values, images: image === undefined ? [] : [image] };
    }
  }
}

function* figuresOf(article: Values, item: string): Generator<TableRow> {
  for (const [index, figure] of pipelineFigures(article).entries()) {
    yield { item: `${item} figure ${index + 1}`, ...figure };
  }
}

async function* parquetTableRows(table: SourceFile): AsyncGenerator<TableRow> {
  for await (const row of parquetRows(table)) {
    if ('problem' in row) yield row;
    else {
      const { number, values, bytes, path } = row;
      yield { item: `row ${number}`, values, images: path === undefined ? [] : [path], inline: bytes };
    }
  }
}

async function firstFile(names: readonly string[], folder: Folder): Promise<SourceFile | undefined> {
  for (const name of names) {
    const file = await folder.file(name).catch(() => undefined);
    if (file) return file;
  }
  return undefined;
}

/** `train/0001.png`, or a table in a folder `train`. */
function splitFromPath(image: string | undefined, folder: Folder): Pair['fields']['split'] {
  return splitFrom(folderName(image ?? '').split('/')[0]) ?? splitFrom(baseName(folder.name));
}
