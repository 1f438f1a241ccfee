/**
 * An open corpus: the database connection of a data worker, its side-car and its names. The other files of this
 * folder are functions over it.
 */
import type { DatabaseSync } from 'node:sqlite';
import { numberOf, optionalNumber } from './cells.ts';
import { Columns } from './columns.ts';
import { loadColumns, saveColumns } from './columns-file.ts';
import { CurationStatements } from './curation-statements.ts';
import { openDatabase } from './database.ts';
import { Dictionary } from './dictionary.ts';
import { Embeddings } from './embeddings.ts';
import { LruCache } from './lru-cache.ts';
import { initialiseMeta, type CorpusMeta } from './meta.ts';
import { CorpusStatements } from './statements.ts';
import { finish } from './steps.ts';
import { storeError, withStoreErrors } from './store-error.ts';
import { TextStatements } from './text-statements.ts';

/** Growth after which it is worth writing the side-car before the corpus is closed: rows, and a share of all. */
const rowsBetweenSaves = 50_000;
const shareBetweenSaves = 0.1;
/** At fifteen million rows a mask is 15 MB, an order 60. */
const cachedViewBytes = 160 * 2 ** 20;

export interface CorpusOptions {
  /** Text matches that are ranked by relevance; default 300,000. */
  readonly rankedAtMost?: number;
  /** Rows that are looked at to judge how many matches a text has; default 262,144. */
  readonly sampledRows?: number;
}

/** Rows that are in the side-car, of all. */
export interface OpeningProgress {
  readonly done: number;
  readonly total: number;
}
export type OpeningSteps = Generator<OpeningProgress, Corpus>;

export class Corpus implements Disposable {
  readonly folder: string;
  readonly meta: CorpusMeta;
  readonly database: DatabaseSync;
  readonly columns: Columns;
  readonly journals: Dictionary;
  readonly modalities: Dictionary;
  readonly statements: CorpusStatements;
  readonly text: TextStatements;
  readonly curation: CurationStatements;
  readonly embeddings: Embeddings;
  /** Ids of recent views and text hits, by a key that holds the versions they depend on. */
  readonly cache = new LruCache(cachedViewBytes);
  readonly #storedRows: number;
  #savedRows: number;
  #savedRevision: number;

  constructor(folder: string, name: string, database: DatabaseSync, options: CorpusOptions) {
    this.folder = folder;
    this.database = database;
    this.meta = initialiseMeta(this.database, name);
    const last = this.database
      .prepare(
        'SELECT (SELECT max(id) FROM figure) AS id, (SELECT max(sequence) FROM curation_log) AS sequence',
      )
      .get();
    const rows = 1 + (optionalNumber(last?.['id']) ?? -1);
    const saved = loadColumns(folder, this.meta.corpus, rows, optionalNumber(last?.['sequence']) ?? 0);
    this.#savedRows = saved?.rows ?? 0;
    this.#savedRevision = saved ? saved.rows + saved.logSequence + saved.arrivals : 0;
    this.columns = new Columns(this.database, saved);
    this.#storedRows = rows;
    this.journals = new Dictionary(this.database, 'journal');
    this.modalities = new Dictionary(this.database, 'modality');
    this.statements = new CorpusStatements(this.database);
    this.text = new TextStatements(this.database, options.rankedAtMost, options.sampledRows);
    this.curation = new CurationStatements(this.database);
    this.embeddings = new Embeddings(folder);
  }

  /** The last part of opening: takes in what the side-car does not hold yet, which may be everything. */
  *catchUpSteps(): Generator<OpeningProgress, void> {
    const total = this.#storedRows;
    for (const _step of this.columns.catchUpSteps(total)) yield { done: this.rows, total };
    this.#saveWhenGrown();
  }

  /** Figures of the corpus. */
  get rows(): number {
    return this.columns.rows;
  }

  /** Grows with every change of the corpus, also across restarts. */
  get revision(): number {
    return this.columns.revision;
  }

  /** Articles of the corpus; they are numbered densely from 1 and never removed. */
  get articles(): number {
    return numberOf(this.database.prepare('SELECT coalesce(max(aid), 0) AS n FROM article').get()?.['n']);
  }

  /** Takes in what this or another process has committed since. */
  refresh(): void {
    this.embeddings.refresh();
    withStoreErrors('read the corpus', () => {
      if (!this.columns.catchUp()) return;
      this.journals.refresh();
      this.modalities.refresh();
    });
    this.#saveWhenGrown();
  }

  [Symbol.dispose](): void {
    this.#save();
    this.embeddings[Symbol.dispose]();
    this.database.close();
  }

  #saveWhenGrown(): void {
    const grown = this.rows - this.#savedRows;
    if (grown >= Math.max(rowsBetweenSaves, shareBetweenSaves * this.#savedRows)) this.#save();
  }

  /** Writes the side-car. It is a cache: failing to write it (a full disk) costs time at the next start, nothing else. */
  #save(): void {
    if (this.revision === this.#savedRevision) return;
    try {
      saveColumns(this.folder, this.meta.corpus, this.columns.state);
      this.#savedRows = this.rows;
      this.#savedRevision = this.revision;
    } catch {
      // Rebuilt from the database when it is missing.
    }
  }
}

/**
 * Opens the corpus in `folder`, creating it under `name` when missing. Throws permission-denied for a folder that
 * cannot be written and unsupported for one of a newer version.
 */
export function openCorpus(folder: string, name: string, options: CorpusOptions = {}): Corpus {
  return finish(openingSteps(folder, name, options));
}

/** The same in steps: without its side-car a corpus of millions of rows takes a while. */
export function* openingSteps(folder: string, name: string, options: CorpusOptions = {}): OpeningSteps {
  const database = openDatabase(folder, 'curate');
  let isOpen = false;
  try {
    const corpus = new Corpus(folder, name, database, options);
    yield* corpus.catchUpSteps();
    isOpen = true;
    return corpus;
  } catch (thrown) {
    throw storeError(thrown, `open the corpus in ${folder}`);
  } finally {
    if (!isOpen) database.close();
  }
}
