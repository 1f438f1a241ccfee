/**
 * The text index while very many rows are written. FTS5 writes a segment at every commit and merges segments as it
 * goes, so that each row is merged several times. Here segments gather, and are merged many at a time, in steps
 * between transactions. Searches read all of them meanwhile, and are right at any time.
 */
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';
import { withStoreErrors } from './store-error.ts';

/** Text that is gathered in memory before it becomes a segment, in bytes. */
const gatheredBytes = 64 * 2 ** 20;
const gatheredSegments = 64;
/** Segments of a level from which a merge is worth its while; FTS5 takes no more than 16. */
const largestUserMerge = 16;
/** FTS5 merges on its own when there are so many: in case a load that was killed never goes on. */
const tooManySegments = 128;
/** Size of one step, in pages of 4 KiB: about 100 ms. */
const stepPages = 1000;
/** FTS5 has done nothing when fewer rows than this changed (sqlite.org/fts5.html, the 'merge' command). */
const changesOfProgress = 2;

const defaults = { automerge: 4, crisismerge: 16, usermerge: 4 };

export class TextIndexLoad {
  readonly #database: DatabaseSync;
  #commits = 0;

  /** Merging waits from here on, until `finish` or `restore`; the settings stay in the database. */
  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#configure({
      hashsize: gatheredBytes,
      automerge: 0,
      crisismerge: tooManySegments,
      usermerge: largestUserMerge,
    });
  }

  /** To be called after every transaction. */
  noteCommit(): void {
    this.#commits += 1;
  }

  /** Merges what has gathered, step by step: the caller breathes between steps. */
  *merge(): Generator<void> {
    if (this.#commits < gatheredSegments) return;
    this.#commits = 0;
    yield* this.#steps(stepPages);
  }

  /**
   * Merges, step by step, and lets FTS5 merge on its own again: everything into one segment, or, where the load is a
   * small part of the corpus, segments of like size.
   */
  *finish(whole: boolean): Generator<void> {
    this.restore();
    yield* this.#steps(whole ? -stepPages : stepPages);
  }

  /** Lets FTS5 merge on its own again; what has gathered stays as it is. */
  restore(): void {
    this.#configure(defaults);
  }

  /** @param pages negative: whatever there is, else only what has gathered */
  *#steps(pages: number): Generator<void> {
    const merge = this.#database.prepare("INSERT INTO fts(fts, rank) VALUES ('merge', CAST(? AS INTEGER))");
    const changes = this.#database.prepare('SELECT total_changes() AS n');
    for (let next = pages; ; next = Math.abs(pages)) {
      const before = Number(changes.get()?.['n']);
      this.#write(() => merge.run(next));
      yield;
      if (Number(changes.get()?.['n']) - before < changesOfProgress) return;
    }
  }

  #write(action: () => void): void {
    withStoreErrors('write the text index', () => inTransaction(this.#database, action));
  }

  #configure(settings: Readonly<Record<string, number>>): void {
    // FTS5 takes whole numbers only, and numbers are bound as floating-point ones.
    const set = this.#database.prepare('INSERT INTO fts(fts, rank) VALUES (?, CAST(? AS INTEGER))');
    this.#write(() => {
      for (const [name, value] of Object.entries(settings)) set.run(name, value);
    });
  }
}

/** After a load that was killed FTS5 would merge late: lets it merge on its own again. */
export function endInterruptedLoad(database: DatabaseSync): void {
  const automerge = database.prepare("SELECT v FROM fts_config WHERE k = 'automerge'").get()?.['v'];
  if (automerge === 0) new TextIndexLoad(database).restore();
}
