/** Tables of captioned images: CSV, TSV and JSON lines, one row at a time. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { parse } from 'csv-parse';
import { baseName, folderName } from '../file-names.ts';
import { reasonOf } from '../rejections.ts';
import type { RejectedItem } from '../rejections.ts';
import { rejected } from '../rejections.ts';
import type { Folder, SourceFile } from '../tree.ts';
import { knownFields, pairFields, splitFrom } from './fields.ts';
import type { Pair } from './pair.ts';

/** The separator of a header line that names an image and a caption column; undefined when it does not. */
export function tableSeparator(headerLine: string): ',' | '\t' | ';' | undefined {
  for (const separator of ['\t', ',', ';'] as const) {
    const names = headerLine.split(separator).map((name) => name.trim().replace(/^"(.*)"$/, '$1'));
    const fields = knownFields(names);
    if (names.length >= 2 && fields.has('image') && fields.has('caption')) return separator;
  }
  return undefined;
}

/** Whether a file begins like a table of captioned images: a header of columns, or a line of JSON with such fields. */
export function isTable(head: Uint8Array): boolean {
  const line = firstLine(head);
  if (!line.startsWith('{')) return tableSeparator(line) !== undefined;
  try {
    const value: unknown = JSON.parse(line);
    const fields = isRecord(value) ? knownFields(Object.keys(value)) : new Set();
    return fields.has('image') && fields.has('caption');
  } catch {
    return false;
  }
}

/** The first line of a text. */
export function firstLine(head: Uint8Array): string {
  return (
    new TextDecoder('utf-8')
      .decode(head)
      .replace(/^\ufeff/, '')
      .split(/\r?\n/, 1)[0] ?? ''
  ).trim();
}

/**
 * The rows of a table as pairs; image paths are relative to `folder`. A row that cannot be read is a rejection, and
 * the rows after it still count. Rows are numbered from 1, the header not counted.
 */
export async function* tableRows(
  table: SourceFile,
  folder: Folder,
  source: string,
): AsyncGenerator<Pair | RejectedItem> {
  const isJsonLines =
    /\.jsonl?$|\.ndjson$/i.test(table.name) || firstLine(await table.head(4096)).startsWith('{');
  const rows = isJsonLines ? jsonLines(table) : separatedRows(table);
  let number = 0;
  for await (const row of rows) {
    number += 1;
    const item = `${baseName(table.name)} row ${number}`;
    if ('problem' in row) {
      yield rejected(source, item, 'row-malformed', row.problem);
      continue;
    }
    const fields = pairFields(row.values);
    const image =
      fields.image === undefined ? undefined : await folder.file(fields.image).catch(() => undefined);
    const split =
      fields.split ??
      splitFrom(folderName(fields.image ?? '').split('/')[0]) ??
      splitFrom(baseName(folder.name));
    yield { item, fields: { ...fields, split }, image };
  }
}

type Row = { readonly values: Readonly<Record<string, unknown>> } | { readonly problem: string };

async function* separatedRows(table: SourceFile): AsyncGenerator<Row> {
  const header = firstLine(await table.head(64 * 1024));
  const separator = tableSeparator(header);
  if (separator === undefined) {
    yield { problem: 'The first line of the table names no image and caption columns.' };
    return;
  }
  const parser = parse({
    bom: true,
    columns: true,
    delimiter: separator,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: 8 * 1024 * 1024,
  });
  if (table.path === undefined) parser.end(Buffer.from(await table.read()));
  else {
    const stream = createReadStream(table.path);
    stream.on('error', (error) => parser.destroy(error));
    stream.pipe(parser);
  }
  const columns = header.split(separator).length;
  try {
    for await (const values of parser) {
      if (!isRecord(values)) continue;
      const given = Object.keys(values).length;
      yield given < columns ? { problem: `The row has ${given} of ${columns} columns.` } : { values };
    }
  } catch (error) {
    yield { problem: `The table cannot be read from here on: ${reasonOf(error)}.` };
  }
}

async function* jsonLines(table: SourceFile): AsyncGenerator<Row> {
  for await (const line of linesOf(table)) {
    if (line.trim() === '') continue;
    try {
      const values: unknown = JSON.parse(line.replace(/^\ufeff/, ''));
      yield isRecord(values) ? { values } : { problem: 'The line is not a JSON object.' };
    } catch {
      yield { problem: 'The line is not valid JSON.' };
    }
  }
}

async function* linesOf(table: SourceFile): AsyncGenerator<string> {
  if (table.path === undefined)
    yield* Buffer.from(await table.read())
      .toString('utf8')
      .split('\n');
  else yield* createInterface({ input: createReadStream(table.path), crlfDelay: Number.POSITIVE_INFINITY });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
