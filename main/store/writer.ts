/**
 * Writes what an import yields. Every batch is one transaction: rows, text index, shared names, what was rejected
 * and how far the source has come. Killed between two batches, the same import run again ends in the same state.
 */
import type { FigureRecord, ImageInfo, Rejection } from '#app/domain/figure.ts';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { noteArrivals } from './arrived-images.ts';
import { numberOf } from './cells.ts';
import { CurationStatements } from './curation-statements.ts';
import { busyTimeoutMs, databaseFileName, inTransaction, longestLogBytes, openDatabase } from './database.ts';
import { writeImportedCuration, type AddedFigure } from './imported-curation.ts';
import { FigureWriter } from './figure-writer.ts';
import { KnownPairs } from './known-pairs.ts';
import { LocalImages } from './local-images.ts';
import { factOf, initialiseMeta, setFact } from './meta.ts';
import { defaultSplitPlan, type SplitPlan } from './split.ts';
import { withStoreErrors } from './store-error.ts';
import { endInterruptedLoad, TextIndexLoad } from './text-index-load.ts';
import { noCounts, type WriteCounts } from './write-counts.ts';
import { isAwaited, letOthersWrite } from './write-queue.ts';

/** Rejections that are kept per source, the first ones; all of them are reported while the import runs. */
const keptRejections = 100_000;

export interface CorpusTotals {
  readonly articles: number;
  readonly figures: number;
  readonly pairs: number;
}

export interface WriterOptions {
  readonly name: string;
  readonly split?: SplitPlan;
  /** Nothing stays: every batch is written, counted and rolled back. A figure that two batches bring counts twice. */
  readonly rehearsal?: boolean;
  /** `skip` rejects a new figure whose image and caption (as published) are in the corpus already; default `keep`. */
  readonly duplicates?: 'keep' | 'skip';
  /** Size at which the database counts as full, in pages; tests only. */
  readonly largestPages?: number;
}

/** Batches that are committed together. Disposed without a commit, nothing of them stays. */
export interface OpenTransaction extends Disposable {
  commit(): void;
}

export class CorpusWriter implements Disposable {
  readonly folder: string;
  readonly #database: DatabaseSync;
  readonly #figures: FigureWriter;
  readonly #curation: CurationStatements;
  readonly #localImages: LocalImages;
  readonly #rehearsal: boolean;
  readonly #known: KnownPairs | undefined;
  /** Articles that a rehearsal has counted: rolled back, they look new to every batch. */
  readonly #rehearsed = new Set<string>();
  readonly #startSource: StatementSync;
  readonly #clearRejections: StatementSync;
  readonly #advanceSource: StatementSync;
  readonly #finishSource: StatementSync;
  readonly #reject: StatementSync;
  readonly #stateOf: StatementSync;
  readonly #totals: StatementSync;

  /** Opens a connection of its own to the corpus in `folder`, which is created when missing. */
  constructor(
    folder: string,
    { name, split = defaultSplitPlan, rehearsal = false, duplicates = 'keep', largestPages }: WriterOptions,
  ) {
    this.folder = folder;
    this.#rehearsal = rehearsal;
    this.#database = openDatabase(folder, 'ingest');
    if (largestPages !== undefined) this.#database.exec(`PRAGMA max_page_count = ${largestPages}`);
    initialiseMeta(this.#database, name);
    this.#figures = new FigureWriter(this.#database, folder, split);
    this.#curation = new CurationStatements(this.#database);
    this.#localImages = new LocalImages(this.#database, folder);
    if (duplicates === 'skip') this.#known = new KnownPairs(this.#database, rehearsal);
    this.#startSource = this.#database.prepare(
      `INSERT INTO ingest VALUES (?, 'running', 0, 0, ?, NULL)
       ON CONFLICT(source) DO UPDATE SET state = 'running', rejected = 0, finished_at = NULL`,
    );
    this.#clearRejections = this.#database.prepare('DELETE FROM rejection WHERE source = ?');
    this.#advanceSource = this.#database.prepare(
      'UPDATE ingest SET figures = figures + ?, rejected = rejected + ? WHERE source = ? RETURNING rejected',
    );
    this.#finishSource = this.#database.prepare(
      "UPDATE ingest SET state = 'done', finished_at = ? WHERE source = ?",
    );
    this.#reject = this.#database.prepare('INSERT INTO rejection VALUES (?, ?, ?, ?, ?)');
    this.#stateOf = this.#database.prepare('SELECT state FROM ingest WHERE source = ?');
    // Rows are dense and never removed: the largest id counts them.
    this.#totals = this.#database.prepare(
      `SELECT (SELECT coalesce(max(aid), 0) FROM article) AS articles,
         (SELECT coalesce(max(id), -1) + 1 FROM figure) AS figures,
         (SELECT count(*) FROM figure WHERE words = 0) AS uncaptioned`,
    );
  }

  /** Notes that the import of a source begins (again). */
  startSource(source: string): void {
    endInterruptedLoad(this.#database);
    this.#write(() => {
      this.#clearRejections.run(source);
      this.#startSource.run(source, new Date().toISOString());
    });
  }

  /**
   * Writes a batch of a started source in one transaction and returns what it added. Throws storage-full when the
   * disk is full; nothing of the batch is then written. What is refused here, because the
   * corpus has it or has something else in its place, is added to `rejections`.
   */
  writeBatch(source: string, records: readonly FigureRecord[], rejections: Rejection[]): WriteCounts {
    const given = rejections.length;
    return this.#write(() => {
      rejections.length = given;
      const counts = noCounts();
      const added: AddedFigure[] = [];
      const arrived: number[] = [];
      let id = this.#figures.nextId();
      for (const record of records) {
        const duplicate = this.#known?.objection(source, record);
        if (duplicate) {
          rejections.push(duplicate);
          continue;
        }
        const { addedArticle, addedFigure, isPair, differs, ...written } = this.#figures.write(record, id);
        if (differs) {
          const item = `${record.article.key}/${record.figureId}`;
          const message = 'The corpus has another image under this article and figure id; it was kept.';
          rejections.push({ source, item, code: 'duplicate', message });
          continue;
        }
        if (addedArticle && this.#isNew(record.article.key)) counts.articles += 1;
        if (addedFigure && record.curation) added.push({ id, record });
        if (addedFigure) id += 1;
        if (written.arrived === undefined) counts[addedFigure ? 'figures' : 'unchanged'] += 1;
        else {
          counts.nowLocal += 1;
          arrived.push(written.arrived);
        }
        if (isPair) counts.pairs += 1;
      }
      writeImportedCuration(this.#curation, added);
      noteArrivals(this.#database, arrived);
      counts.rejected = rejections.length;
      for (const { code } of rejections) counts.rejectedBy[code] = (counts.rejectedBy[code] ?? 0) + 1;
      const after = Number(
        this.#advanceSource.get(counts.figures, counts.rejected, source)?.['rejected'] ?? 0,
      );
      rejections.forEach(({ item, code, message }, index) => {
        const ordinal = after - rejections.length + index;
        if (ordinal < keptRejections) this.#reject.run(source, ordinal, item, code, message);
      });
      return counts;
    });
  }

  /** Begins a transaction that the following batches share. Only one may be open. */
  openTransaction(): OpenTransaction {
    const ending = this.#rehearsal ? 'ROLLBACK' : 'COMMIT';
    withStoreErrors('write the imported figures', () => this.#database.exec('BEGIN IMMEDIATE'));
    return {
      commit: () => {
        withStoreErrors('write the imported figures', () => this.#database.exec(ending));
        this.boundLog();
      },
      [Symbol.dispose]: () => {
        // Committed, or rolled back by a full disk.
        if (!this.#database.isTransaction) return;
        this.#database.exec('ROLLBACK');
        this.#figures.forget();
      },
    };
  }

  /** Whether another process waits to write. */
  isAwaited(): boolean {
    return isAwaited(this.folder);
  }

  /** Returns when nobody waits any more; not inside a transaction. */
  letOthersWrite(): Promise<void> {
    return letOthersWrite(this.folder);
  }

  /** A turn for everybody else: questions to this process, edits of others, the log. Between transactions. */
  async breathe(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    await this.letOthersWrite();
    this.boundLog();
  }

  /** The images of an article that are on this machine. */
  imagesOf(articleKey: string): readonly ImageInfo[] {
    return this.#localImages.of(articleKey);
  }

  /** Figures of the corpus. */
  rows(): number {
    return this.#figures.nextId();
  }

  finishSource(source: string): void {
    this.#write(() => this.#finishSource.run(new Date().toISOString(), source));
  }

  /** Whether a source was imported to its end. */
  isFinished(source: string): boolean {
    return this.#stateOf.get(source)?.['state'] === 'done';
  }

  /** Sizes of the corpus as it is now. */
  totals(): CorpusTotals {
    const row = this.#totals.get();
    const figures = numberOf(row?.['figures']);
    return {
      articles: numberOf(row?.['articles']),
      figures,
      pairs: figures - numberOf(row?.['uncaptioned']),
    };
  }

  /** Moves the write-ahead log into the database file and onto the disk; best called when an import ends. */
  checkpoint(): void {
    withStoreErrors('finish the import', () => this.#database.exec('PRAGMA wal_checkpoint(PASSIVE)'));
  }

  /** The same once the log has grown long, as far as readers let it; to be called between transactions. */
  boundLog(): void {
    const log = statSync(join(this.folder, `${databaseFileName}-wal`), { throwIfNoEntry: false });
    if ((log?.size ?? 0) < longestLogBytes) return;
    withStoreErrors('write the imported figures', () => {
      // The file is cut to nothing unless somebody reads at this moment; then the next transaction tries again.
      this.#database.exec('PRAGMA busy_timeout = 0');
      try {
        this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        this.#database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      }
    });
  }

  /** Prepares the text index for very many rows; a rehearsal writes none. */
  beginTextLoad(): TextIndexLoad | undefined {
    if (this.#rehearsal) return undefined;
    return new TextIndexLoad(this.#database);
  }

  /** A fact about the corpus, from before; undefined when there is none. */
  fact(key: string): string | undefined {
    return factOf(this.#database, key);
  }

  setFact(key: string, value: string): void {
    this.#write(() => setFact(this.#database, key, value));
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #isNew(article: string): boolean {
    if (!this.#rehearsal) return true;
    const before = this.#rehearsed.size;
    return this.#rehearsed.add(article).size > before;
  }

  #write<T>(action: () => T): T {
    return withStoreErrors('write the imported figures', () => {
      try {
        if (this.#database.isTransaction) return action();
        const result = inTransaction(this.#database, action, this.#rehearsal ? 'ROLLBACK' : 'COMMIT');
        this.boundLog();
        return result;
      } catch (thrown) {
        this.#figures.forget();
        throw thrown;
      } finally {
        if (this.#rehearsal) this.#figures.forget();
      }
    });
  }
}
