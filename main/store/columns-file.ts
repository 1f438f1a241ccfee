/**
 * `columns.bin`: the side-car on disk, so that opening a large corpus reads one file in place of every row.
 *
 *     "FIGCOLS1" | u32 header length | u32 CRC-32 of all that follows | header (JSON) | columns
 *
 * The columns start at multiples of 8 bytes.
 *
 * It is a cache. A file that is damaged, of another corpus or ahead of the database is ignored and written anew.
 */
import { closeSync, openSync, readSync } from 'node:fs';
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
  arrivals: z.number().int().min(0).default(0),
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
  const { rows, logSequence, arrivals } = state;
  const facts: z.infer<typeof header> = { corpus, rows, logSequence, arrivals, columns };
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
  let file: number | undefined;
  try {
    file = openSync(join(folder, columnsFileName), 'r');
    const preamble = readPart(file, preambleBytes);
    if (preamble.toString('latin1', 0, magic.length) !== magic) return undefined;
    const json = readPart(file, aligned(preambleBytes + preamble.readUInt32LE(magic.length)) - preambleBytes);
    const text = json.toString('utf8', 0, preamble.readUInt32LE(magic.length));
    const saved = header.parse(JSON.parse(text));
    const current = saved.corpus === corpus && saved.rows <= rows && saved.logSequence <= logSequence;
    if (!current) return undefined;
    let checksum = crc32(json);
    const columns = new Map<ColumnName, IntegerColumn>();
    for (const { name, elementBytes } of saved.columns) {
      // Straight into the memory of the column: a copy of everything would double what opening needs.
      const bytes = readPart(file, aligned(saved.rows * elementBytes));
      checksum = crc32(bytes, checksum);
      columns.set(name, new IntegerColumn(integersIn(bytes, elementBytes, saved.rows)));
    }
    return columns.size === columnNames.length && checksum === preamble.readUInt32LE(magic.length + 4)
      ? { rows: saved.rows, logSequence: saved.logSequence, arrivals: saved.arrivals, columns }
      : undefined;
  } catch {
    // Missing, cut short or not JSON: all the same for a cache.
    return undefined;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** The next bytes of a file, in memory of their own. Throws when there are fewer. */
function readPart(file: number, sizeBytes: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(new ArrayBuffer(sizeBytes));
  for (let done = 0; done < sizeBytes; ) {
    const count = readSync(file, bytes, done, sizeBytes - done, null);
    if (count === 0) throw new RangeError('the file is cut short');
    done += count;
  }
  return bytes;
}

function integersIn({ buffer }: Buffer<ArrayBuffer>, elementBytes: 1 | 2 | 4, rows: number): IntegerArray {
  if (elementBytes === 1) return new Uint8Array(buffer, 0, rows);
  return elementBytes === 2 ? new Uint16Array(buffer, 0, rows) : new Uint32Array(buffer, 0, rows);
}
