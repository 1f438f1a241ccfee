/**
 * Reads what the side-car holds of many rows: SQLite calls a function for every row, which writes its numbers into
 * typed arrays. A row as an object or array of JavaScript takes three times as long.
 */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberOf } from './cells.ts';

/** Columns as they come with a row, in the order of the statement below. */
export const importedNames = [
  'year',
  'license',
  'journal',
  'modality',
  'split',
  'words',
  'width',
  'height',
] as const;

const largestInteger = 0xffff_ffff;

export class RowReader {
  readonly #read: StatementSync;
  /** [columns][rows] of the last read; what is unknown or negative is 0, what is beyond 32 bits the largest number. */
  #values: readonly Uint32Array[] = [];
  #first = 0;
  #count = 0;

  constructor(database: DatabaseSync) {
    // Of its own name for each reader: two on one connection would take each other's rows.
    readers += 1;
    const take = `take_row_${readers}`;
    database.function(take, { varargs: true }, (...cells) => {
      const place = Number(cells[0]) - this.#first;
      for (let index = 0; index < this.#values.length; index += 1) {
        const value = Number(cells[index + 1] ?? 0);
        this.#values[index][place] = value < 0 ? 0 : value > largestInteger ? largestInteger : value;
      }
      this.#count += 1;
      return 0;
    });
    this.#read = database.prepare(
      `SELECT max(${take}(f.id, a.year, a.license, a.journal, f.modality, f.split, f.words, f.width, f.height)) AS done
       FROM figure f CROSS JOIN article a ON a.aid = f.aid
       WHERE f.id >= CAST(? AS INTEGER) AND f.id < CAST(? AS INTEGER)`,
    );
  }

  /** Rows [from, to), which must be there: [columns][to - from], good until the next read. */
  read(from: number, to: number): readonly Uint32Array[] {
    const room = this.#values[0]?.length ?? 0;
    if (room < to - from) this.#values = importedNames.map(() => new Uint32Array(to - from));
    this.#first = from;
    this.#count = 0;
    this.#read.get(from, to);
    return this.#values.map((values) => values.subarray(0, this.#count));
  }
}

let readers = 0;

/** Rows of the database: ids are dense. */
export function storedRows(database: DatabaseSync): number {
  return numberOf(database.prepare('SELECT coalesce(max(id) + 1, 0) AS rows FROM figure').get()?.['rows']);
}
