/** Brings the side-car on the disk along while rows are written: who opens the corpus then reads one file. */
import type { DatabaseSync } from 'node:sqlite';
import { Columns } from './columns.ts';
import { loadColumns, saveColumns } from './columns-file.ts';
import { openDatabase } from './database.ts';
import { readMeta } from './meta.ts';

/** A killed process loses at most this much of it, and it is only a cache. */
const rowsBetweenSaves = 2_000_000;

export class SideCarKeeper implements Disposable {
  readonly #folder: string;
  readonly #database: DatabaseSync;
  readonly #corpus: string;
  readonly #columns: Columns;
  #savedRows: number;

  /** Of a corpus that exists. Reads rows that the side-car does not hold yet. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#database = openDatabase(folder, 'read');
    this.#corpus = readMeta(this.#database)?.corpus ?? '';
    const last = this.#database
      .prepare(
        'SELECT (SELECT max(id) + 1 FROM figure) AS rows, (SELECT max(sequence) FROM curation_log) AS sequence',
      )
      .get();
    const saved = loadColumns(
      folder,
      this.#corpus,
      Number(last?.['rows'] ?? 0),
      Number(last?.['sequence'] ?? 0),
    );
    this.#savedRows = saved?.rows ?? 0;
    this.#columns = new Columns(this.#database, saved);
    this.#columns.catchUp();
  }

  /** Takes in what was committed since. */
  keepUp(): void {
    this.#columns.catchUp();
    if (this.#columns.rows - this.#savedRows >= rowsBetweenSaves) this.#save();
  }

  [Symbol.dispose](): void {
    try {
      if (this.#columns.rows > this.#savedRows) this.#save();
    } catch {
      // A full disk: it is made anew when the corpus is opened.
    } finally {
      this.#database.close();
    }
  }

  #save(): void {
    saveColumns(this.#folder, this.#corpus, this.#columns.state);
    this.#savedRows = this.#columns.rows;
  }
}
