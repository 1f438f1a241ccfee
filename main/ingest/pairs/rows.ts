/** Reads the rows of CSV, TSV and JSON lines as they stream by. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { reasonOf } from '../rejections.ts';
import { decodeChunks, decodeText } from '../text-encoding.ts';
import type { SourceFile } from '../tree.ts';
import { firstLine, tableHeadBytes, tableSeparator } from './table-kind.ts';

/** A row by column, or why it cannot be used. */
export type Row = { readonly values: Values } | { readonly problem: string };
export type Values = Readonly<Record<string, unknown>>;

const maxRecordBytes = 8 * 1024 * 1024;

/** Rows below the header. A row that is shorter than the header is a problem of that row alone. */
export async function* separatedRows(table: SourceFile): AsyncGenerator<Row> {
  const header = firstLine(await table.head(tableHeadBytes));
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
    max_record_size: maxRecordBytes,
  });
  if (table.path === undefined) parser.end(decodeText(await table.read()));
  else {
    const stream = Readable.from(decodeChunks(createReadStream(table.path)));
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

/** One JSON object a line; empty lines do not count. */
export async function* jsonLines(table: SourceFile): AsyncGenerator<Row> {
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
  if (table.path === undefined) yield* decodeText(await table.read()).split('\n');
  else {
    const input = Readable.from(decodeChunks(createReadStream(table.path)));
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  }
}

/** Whether a parsed value is an object with named values. */
export function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
