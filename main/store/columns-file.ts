/**
 * `columns.bin`: the side-car on disk, so that opening a large corpus reads one file in place of every row.
 *
 *     "FIGCOLS1" | u32 header length | u32 CRC-32 of all that follows | header (JSON) | columns
 *
 * The columns start at multiples of 8 bytes.
 *
 * It is a cache. A file that is damaged, of another corpus or ahead of the database is ignored and written anew.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import * as z from 'zod';
import { columnNames, type ColumnName, type ColumnsState } from './columns.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { IntegerColumn, type IntegerArray } from './integer-column.ts';

export const columnsFileName = 'columns.bin';
const magic = 'FIGCOLS1';
const preambleBytes = magic.length + 8;
const bodyAlignment = 8;

const header = z.object({
  /** Identity of the database that the columns were taken from. */
  corpus: z.string(),
  rows: z.number().int().min(0),
  logSequence: z.number().int().min(0),
  columns: z.array(
    z.object({
      name: z.enum(columnNames),
      elementBytes: z.union([z.literal(1), z.literal(2), z.literal(4)]),
      offset: z.number().int().min(0),
    }),
  ),
});

const aligned = (offset: number): number => Math.ceil(offset / bodyAlignment) * bodyAlignment;

function bytesOf(array: IntegerArray): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Writes the side-car; the old file stays until the new one is complete. */
export function saveColumns(folder: string, corpus: string, state: ColumnsState): void {
  const body: Uint8Array[] = [];
  const columns: z.infer<typeof header>['columns'] = [];
  let offset = 0;
  for (const [name, column] of state.columns) {
    const bytes = bytesOf(column.values.subarray(0, state.rows));
    columns.push({ name, elementBytes: column.elementBytes, offset });
    body.push(bytes, new Uint8Array(aligned(bytes.length) - bytes.length));
    offset += aligned(bytes.length);
  }
  const { rows, logSequence } = state;
  const facts: z.infer<typeof header> = { corpus, rows, logSequence, columns };
  const json = new TextEncoder().encode(JSON.stringify(facts));
  const start = new Uint8Array(aligned(preambleBytes + json.length));
  start.set(new TextEncoder().encode(magic));
  start.set(json, preambleBytes);
  const checked = [start.subarray(preambleBytes), ...body];
  const view = new DataView(start.buffer);
  view.setUint32(magic.length, json.length, true);
  view.setUint32(
    magic.length + 4,
    checked.reduce((checksum, part) => crc32(part, checksum), 0),
    true,
  );
  writeFileAtomically(join(folder, columnsFileName), [start, ...body]);
}

/**
 * Reads the side-car of a corpus; undefined when there is none that can be trusted. `rows` and `logSequence` are
 * the database's own: a file that is ahead of them belongs to another past.
 */
export function loadColumns(
  folder: string,
  corpus: string,
  rows: number,
  logSequence: number,
): ColumnsState | undefined {
  try {
    const file = readFileSync(join(folder, columnsFileName));
    if (file.toString('latin1', 0, magic.length) !== magic) return undefined;
    const headerEnd = preambleBytes + file.readUInt32LE(magic.length);
    if (crc32(file.subarray(preambleBytes)) !== file.readUInt32LE(magic.length + 4)) return undefined;
    const json: unknown = JSON.parse(file.toString('utf8', preambleBytes, headerEnd));
    const saved = header.parse(json);
    const current = saved.corpus === corpus && saved.rows <= rows && saved.logSequence <= logSequence;
    if (!current) return undefined;
    const body = file.subarray(aligned(headerEnd));
    const columns = new Map<ColumnName, IntegerColumn>();
    for (const { name, elementBytes, offset } of saved.columns) {
      columns.set(name, new IntegerColumn(integersAt(body, elementBytes, offset, saved.rows)));
    }
    return columns.size === columnNames.length
      ? { rows: saved.rows, logSequence: saved.logSequence, columns }
      : undefined;
  } catch {
    // Missing, cut short or not JSON: all the same for a cache.
    return undefined;
  }
}

function integersAt(body: Uint8Array, elementBytes: 1 | 2 | 4, offset: number, rows: number): IntegerArray {
  // A copy: the file's buffer need not be aligned, and columns grow.
  const { buffer } = new Uint8Array(body.subarray(offset, offset + rows * elementBytes));
  if (elementBytes === 1) return new Uint8Array(buffer, 0, rows);
  return elementBytes === 2 ? new Uint16Array(buffer, 0, rows) : new Uint32Array(buffer, 0, rows);
}
