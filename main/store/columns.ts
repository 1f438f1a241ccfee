/**
 * The side-car: what is filtered, counted and sorted, as typed arrays in row order, so that no view of millions of
 * rows asks SQLite. It is a cache of the database: `catchUp` brings it to the latest commit of any process.
 */
import { curationStatuses } from '#app/domain/figure.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { arrivalLists, arrivedRows } from './arrived-images.ts';
import { numberOf, stringsOf, textOf } from './cells.ts';
import { IntegerColumn } from './integer-column.ts';
import { importedNames, RowReader, storedRows } from './row-reader.ts';
import { RowSet } from './row-set.ts';
import { finish, type Steps } from './steps.ts';
import { countWords } from './words.ts';

/**
 * `year` 0, `journal` 0 and `modality` 0 mean not known; `license`, `split` and `status` are places in their lists;
 * `words` is the length of the caption; `updated` the log sequence of the last edit, 0 for none.
 */
export const columnNames = [
  'year',
  'license',
  'journal',
  'modality',
  'split',
  'status',
  'words',
  'width',
  'height',
  'updated',
] as const;
export type ColumnName = (typeof columnNames)[number];
/** About 3 ms from memory, 5 to 20 from a disk. */
const rowsPerStep = 5000;
const curatedPerStep = 5000;
/** As a limit of SQLite: none. */
const everyStep = -1;

/** How often each aspect has changed in this process: what a cached answer depends on. */
export interface ColumnVersions {
  rows: number;
  text: number;
  status: number;
  tags: number;
}

export interface ColumnsState {
  readonly rows: number;
  readonly logSequence: number;
  /** Lists of images that arrived later which are taken in; see arrived-images.ts. */
  readonly arrivals: number;
  readonly columns: ReadonlyMap<ColumnName, IntegerColumn>;
}

export class Columns {
  readonly versions: ColumnVersions = { rows: 0, text: 0, status: 0, tags: 0 };
  /** Rows by tag. */
  readonly tags = new Map<string, RowSet>();
  readonly #columns = new Map<ColumnName, IntegerColumn>();
  readonly #database: DatabaseSync;
  readonly #reader: RowReader;
  readonly #newSteps: StatementSync;
  readonly #sizes: StatementSync;
  #rows: number;
  #logSequence: number;
  #arrivals: number;
  /** What is read once, before the first catching up. */
  readonly #starting: Steps<void>;

  /** Starts from a saved state, or from nothing; `catchUp` or `catchUpSteps` comes next. */
  constructor(database: DatabaseSync, saved: ColumnsState | undefined) {
    this.#database = database;
    this.#rows = saved?.rows ?? 0;
    this.#logSequence = saved?.logSequence ?? 0;
    for (const name of columnNames) {
      this.#columns.set(name, saved?.columns.get(name) ?? new IntegerColumn());
    }
    this.#reader = new RowReader(database);
    this.#newSteps = database.prepare(
      `SELECT sequence, figure, field, before, after FROM curation_log
       WHERE sequence > ? ORDER BY sequence LIMIT CAST(? AS INTEGER)`,
    );
    this.#sizes = database.prepare('SELECT id, width, height FROM figure WHERE id BETWEEN ? AND ?');
    // A file that is ahead of the database belongs to another past: all arrivals are read again.
    const lists = arrivalLists(database);
    this.#arrivals = saved && saved.arrivals > lists ? 0 : (saved?.arrivals ?? lists);
    if (!saved) {
      const last = database.prepare('SELECT max(sequence) AS sequence FROM curation_log').get();
      this.#logSequence = Number(last?.['sequence'] ?? 0);
    }
    this.#starting = this.#start(saved === undefined);
  }

  /** Figures of the corpus = length of every column. */
  get rows(): number {
    return this.#rows;
  }

  get logSequence(): number {
    return this.#logSequence;
  }

  /** Grows with every change of the corpus, also across restarts. */
  get revision(): number {
    return this.#rows + this.#logSequence + this.#arrivals;
  }

  column(name: ColumnName): IntegerColumn {
    return this.#columns.get(name) ?? new IntegerColumn();
  }

  get state(): ColumnsState {
    const [rows, logSequence, arrivals] = [this.#rows, this.#logSequence, this.#arrivals];
    return { rows, logSequence, arrivals, columns: this.#columns };
  }

  /** Takes in new rows and curation of every process; true when there was something. */
  catchUp(): boolean {
    const before = this.revision;
    this.#snapshot(() => {
      finish(this.#starting);
      this.#catchUp();
    });
    return this.revision !== before;
  }

  /** The same in steps of many rows, with room for `rows` of them: for a corpus that has no side-car yet. */
  *catchUpSteps(rows: number): Steps<void> {
    for (const column of this.#columns.values()) column.reserve(rows);
    yield* this.#starting;
    while (this.#rows < rows) {
      this.#takeRows(Math.min(rows, this.#rows + rowsPerStep));
      yield;
    }
    // Rows first: a step may be about any of them.
    while (this.#takeSteps(curatedPerStep) === curatedPerStep) yield;
    this.catchUp();
  }

  /** Runs several reads on one state of the database. */
  #snapshot(action: () => void): void {
    this.#database.exec('BEGIN');
    try {
      action();
    } finally {
      this.#database.exec('COMMIT');
    }
  }

  #catchUp(): void {
    const rows = storedRows(this.#database);
    while (this.#rows < rows) this.#takeRows(Math.min(rows, this.#rows + rowsPerStep));
    this.#takeArrivals();
    this.#takeSteps(everyStep);
  }

  /** The next steps of curation, as far as their rows are here; answers how many. */
  #takeSteps(limit: number): number {
    let count = 0;
    for (const step of this.#newSteps.iterate(this.#logSequence, limit)) {
      const row = numberOf(step['figure']);
      if (row >= this.#rows) break;
      this.#logSequence = numberOf(step['sequence']);
      this.column('updated').set(row, this.#logSequence);
      this.#takeStep(row, textOf(step['field']), textOf(step['before']), textOf(step['after']));
      count += 1;
    }
    return count;
  }

  #takeRows(end: number): void {
    const values = this.#reader.read(this.#rows, end);
    importedNames.forEach((name, index) => this.column(name).setAll(this.#rows, values[index]));
    // Decisions on rows that come only now may have been read already.
    for (const name of ['status', 'updated'] as const) this.column(name).growTo(end);
    this.#rows = end;
    this.versions.rows += 1;
    this.versions.text += 1;
  }

  #takeArrivals(): void {
    const lists = arrivalLists(this.#database);
    if (lists === this.#arrivals) return;
    const [width, height] = [this.column('width'), this.column('height')];
    for (const { first, last } of arrivedRows(this.#database, this.#arrivals))
      for (const row of this.#sizes.iterate(first, last)) {
        width.set(numberOf(row['id']), numberOf(row['width']));
        height.set(numberOf(row['id']), numberOf(row['height']));
      }
    this.#arrivals = lists;
    this.versions.rows += 1;
  }

  #takeStep(row: number, field: string, before: string, after: string): void {
    if (field === 'status') {
      this.column('status').set(
        row,
        curationStatuses.findIndex((status) => status === after),
      );
      this.versions.status += 1;
    } else if (field === 'tags') {
      const kept = stringsOf(after);
      for (const tag of stringsOf(before)) if (!kept.includes(tag)) this.tags.get(tag)?.delete(row);
      for (const tag of kept) this.#rowsOf(tag).add(row);
      this.versions.tags += 1;
    } else {
      this.column('words').set(row, countWords(after));
      this.versions.text += 1;
    }
  }

  /**
   * Tags of all rows, and where there is no side-car the whole state of curated rows, in place of replaying the log.
   * What changes meanwhile is in the log, and taken again.
   */
  *#start(isEmpty: boolean): Steps<void> {
    const curated = this.#database.prepare(
      `SELECT id, status, sequence, tags FROM curation WHERE id > ? ${isEmpty ? '' : "AND tags <> '[]'"}
       ORDER BY id LIMIT ${curatedPerStep}`,
    );
    for (let last = -1, found = curatedPerStep; found === curatedPerStep; ) {
      found = 0;
      for (const row of curated.iterate(last)) {
        last = numberOf(row['id']);
        found += 1;
        for (const tag of stringsOf(row['tags'])) this.#rowsOf(tag).add(last);
        if (!isEmpty) continue;
        this.column('status').set(last, numberOf(row['status']));
        this.column('updated').set(last, numberOf(row['sequence']));
      }
      yield;
    }
  }

  #rowsOf(tag: string): RowSet {
    const rows = this.tags.get(tag) ?? new RowSet();
    this.tags.set(tag, rows);
    return rows;
  }
}
