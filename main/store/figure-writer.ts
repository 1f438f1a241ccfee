/** Writes figures. Used inside the transactions of CorpusWriter. */
import { splitNames, type FigureRecord } from '#app/domain/figure.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ArticleWriter } from './article-writer.ts';
import { bytesOf, numberOf, optionalNumber, optionalText } from './cells.ts';
import { locationOf, type ImageLocation } from './image-location.ts';
import { drawSplit, type SplitPlan } from './split.ts';
import { countWords } from './words.ts';

export interface WrittenFigure {
  readonly addedArticle: boolean;
  readonly addedFigure: boolean;
  /** A decodable image with a caption. */
  readonly isPair: boolean;
}

type FoundRow = ReturnType<StatementSync['get']>;

export class FigureWriter {
  readonly #folder: string;
  readonly #plan: SplitPlan;
  readonly #articles: ArticleWriter;
  readonly #find: StatementSync;
  readonly #findSame: StatementSync;
  readonly #move: StatementSync;
  readonly #lastId: StatementSync;
  readonly #insert: StatementSync;
  readonly #index: StatementSync;
  readonly #mention: StatementSync;

  constructor(database: DatabaseSync, corpusFolder: string, plan: SplitPlan) {
    this.#folder = corpusFolder;
    this.#plan = plan;
    this.#articles = new ArticleWriter(database);
    const known = 'f.id, f.sha256, f.source_kind, f.source_path, f.source_offset, f.source_size';
    this.#find = database.prepare(
      `SELECT ${known} FROM article a JOIN figure f ON f.aid = a.aid WHERE a.key = ? AND f.figure_id = ?`,
    );
    this.#findSame = database.prepare(
      `SELECT ${known} FROM figure f JOIN article a ON a.aid = f.aid LEFT JOIN curation c ON c.id = f.id
       WHERE substr(f.sha256, 1, 6) = substr(?1, 1, 6) AND f.sha256 = ?1 AND coalesce(c.original, f.caption) = ?2
         AND a.pmcid IS NULL AND a.pmid IS NULL AND a.doi IS NULL`,
    );
    this.#move = database.prepare(
      'UPDATE figure SET source_kind = ?, source_path = ?, source_offset = ?, source_size = ? WHERE id = ?',
    );
    this.#lastId = database.prepare('SELECT max(id) AS id FROM figure');
    this.#insert = database.prepare(
      `INSERT INTO figure(id, aid, split, modality, words, width, height, size_bytes, format, sha256,
         source_kind, source_path, source_offset, source_size, figure_id, label, panels, caption)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#index = database.prepare('INSERT INTO fts(rowid, caption) VALUES (?, ?)');
    this.#mention = database.prepare('INSERT INTO mention(figure, ordinal, text) VALUES (?, ?, ?)');
  }

  /** The id that the next new figure gets; read again in every transaction, since another process may write too. */
  nextId(): number {
    return 1 + (optionalNumber(this.#lastId.get()?.['id']) ?? -1);
  }

  /** Adds a figure as row `id`, unless it is there; a known image that moved is found at its new place from now on. */
  write(record: FigureRecord, id: number): WrittenFigure {
    const sha256 = Buffer.from(record.image.sha256, 'hex');
    const location = locationOf(this.#folder, record.image.source);
    const known = this.#known(record, sha256);
    if (!known) return this.#add(record, id, sha256, location);
    const moved =
      optionalText(known['source_kind']) !== location.kind ||
      known['source_path'] !== location.path ||
      known['source_offset'] !== location.offset;
    if (moved && sha256.equals(bytesOf(known['sha256']))) {
      this.#move.run(...locationCells(location), numberOf(known['id']));
    }
    return { addedArticle: false, addedFigure: false, isPair: false };
  }

  forget(): void {
    this.#articles.forget();
  }

  /**
   * The row of the same figure. Inside a published article that is the one with its id. Elsewhere ids are derived
   * from places (a file name, a line of a table), so that the content decides: two folders may both hold `1.png`.
   */
  #known({ article, figureId, caption }: FigureRecord, sha256: Buffer): FoundRow {
    const named = this.#find.get(article.key, figureId);
    const published = (article.pmcid ?? article.pmid ?? article.doi) !== undefined;
    if (published || (named && sha256.equals(bytesOf(named['sha256'])))) return named;
    return this.#findSame.get(sha256, caption);
  }

  /** The figure's own id, made unique by its content where another figure of the same place has it already. */
  #freeFigureId({ article, figureId, image }: FigureRecord): string {
    const taken = this.#find.get(article.key, figureId) !== undefined;
    return taken ? `${figureId}#${image.sha256.slice(0, 12)}` : figureId;
  }

  #add(record: FigureRecord, id: number, sha256: Uint8Array, location: ImageLocation): WrittenFigure {
    const { article, image, caption } = record;
    const { aid, split, added } = this.#articles.write(
      article,
      () => record.split ?? drawSplit(article.key, this.#plan),
    );
    const words = countWords(caption);
    this.#insert.run(
      id,
      aid,
      splitNames.indexOf(record.split ?? split),
      this.#articles.codeOf('modality', record.modality),
      words,
      image.width,
      image.height,
      image.sizeBytes,
      image.format,
      sha256,
      ...locationCells(location),
      this.#freeFigureId(record),
      record.label ?? null,
      JSON.stringify(record.panels),
      caption,
    );
    this.#index.run(id, caption);
    record.mentions.forEach(({ text }, ordinal) => this.#mention.run(id, ordinal, text));
    return { addedArticle: added, addedFigure: true, isPair: words > 0 };
  }
}

function locationCells({
  kind,
  path,
  offset,
  sizeBytes,
}: ImageLocation): [string, string | null, number | null, number | null] {
  return [kind, path, offset, sizeBytes];
}
