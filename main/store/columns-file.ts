/**
 * `columns.bin`: the side-car on disk, so that opening a large corpus reads one file in place of every row.
 *
 *     "FIGCOLS1" | u32 header length | header (JSON) | columns, each from an offset that is a multiple of 8
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

const fileName = 'columns.bin';
const magic = 'FIGCOLS1';
const bodyAlignment = 8;

const header = z.object({
  /** Identity of the database that the columns were taken from. */
  corpus: z.string(),
  rows: z.number().int().min(0),
  logSequence: z.number().int().min(0),
  crc32: z.number().int(),
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
  const parts: Uint8Array[] = [];
  const columns: z.infer<typeof header>['columns'] = [];
  let offset = 0;
  let checksum = 0;
  for (const [name, column] of state.columns) {
    const bytes = bytesOf(column.values.subarray(0, state.rows));
    const padded = [bytes, new Uint8Array(aligned(bytes.length) - bytes.length)];
    columns.push({ name, elementBytes: column.elementBytes, offset });
    for (const part of padded) checksum = crc32(part, checksum);
    parts.push(...padded);
    offset += aligned(bytes.length);
  }
  const { rows, logSequence } = state;
  const json = new TextEncoder().encode(
    JSON.stringify({ corpus, rows, logSequence, crc32: checksum, columns } satisfies z.infer<typeof header>),
  );
  const start = new Uint8Array(aligned(magic.length + 4 + json.length));
  start.set(new TextEncoder().encode(magic));
  new DataView(start.buffer).setUint32(magic.length, json.length, true);
  start.set(json, magic.length + 4);
  writeFileAtomically(join(folder, fileName), [start, ...parts]);
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
    const file = readFileSync(join(folder, fileName));
    if (file.toString('latin1', 0, magic.length) !== magic) return undefined;
    const headerLength = file.readUInt32LE(magic.length);
    const bodyStart = aligned(magic.length + 4 + headerLength);
    const json: unknown = JSON.parse(
      file.toString('utf8', magic.length + 4, magic.length + 4 + headerLength),
    );
    const saved = header.parse(json);
    const body = file.subarray(bodyStart);
    const current = saved.corpus === corpus && saved.rows <= rows && saved.logSequence <= logSequence;
    if (!current || crc32(body) !== saved.crc32) return undefined;
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
