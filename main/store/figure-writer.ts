/**
 * Writes figures. Used inside the transactions of CorpusWriter. A figure is the one with its article key and figure
 * id; for images outside any article the readers derive both from the content.
 */
import { splitNames, type FigureRecord, type SplitName } from '#app/domain/figure.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ArticleWriter } from './article-writer.ts';
import { bytesOf, numberOf, optionalNumber, optionalText, textOf } from './cells.ts';
import { notesOfRecord } from './figure-notes.ts';
import { publishedCaption } from './imported-curation.ts';
import { locationOf, type ImageLocation } from './image-location.ts';
import { drawSplit, type SplitPlan } from './split.ts';
import { countWords } from './words.ts';

export interface WrittenFigure {
  readonly addedArticle: boolean;
  readonly addedFigure: boolean;
  /** A decodable image with a caption. */
  readonly isPair: boolean;
  /** The corpus has another image under this article and figure id; it was kept. */
  readonly differs?: boolean;
  /** Row whose image was on a server and is in the corpus, or on this machine, from now on. */
  readonly arrived?: number;
}

interface NewArticle {
  readonly key: string;
  readonly aid: number;
  readonly split: SplitName;
  readonly figures: Set<string>;
}

type Row = ReturnType<StatementSync['get']>;

export class FigureWriter {
  readonly #folder: string;
  readonly #plan: SplitPlan;
  readonly #articles: ArticleWriter;
  readonly #find: StatementSync;
  readonly #move: StatementSync;
  readonly #arrive: StatementSync;
  readonly #published: StatementSync;
  readonly #lastId: StatementSync;
  readonly #insert: StatementSync;
  readonly #index: StatementSync;
  readonly #mention: StatementSync;
  readonly #note: StatementSync;
  /** The article that was added last in this batch, with its figures. */
  #newArticle: NewArticle | undefined;

  constructor(database: DatabaseSync, corpusFolder: string, plan: SplitPlan) {
    this.#folder = corpusFolder;
    this.#plan = plan;
    this.#articles = new ArticleWriter(database);
    this.#find = database.prepare(
      `SELECT f.id, f.sha256, f.source_kind, f.source_path, f.source_offset FROM article a
       JOIN figure f ON f.aid = a.aid WHERE a.key = ? AND f.figure_id = ?`,
    );
    this.#move = database.prepare(
      'UPDATE figure SET source_kind = ?, source_path = ?, source_offset = ?, source_size = ? WHERE id = ?',
    );
    this.#arrive = database.prepare(
      `UPDATE figure SET sha256 = ?, width = ?, height = ?, size_bytes = ?, format = ?, source_kind = ?,
         source_path = ?, source_offset = ?, source_size = ? WHERE id = ?`,
    );
    this.#published = database.prepare(
      'SELECT coalesce(c.original, f.caption) AS caption FROM figure f LEFT JOIN curation c ON c.id = f.id WHERE f.id = ?',
    );
    this.#lastId = database.prepare('SELECT max(id) AS id FROM figure');
    this.#insert = database.prepare(
      `INSERT INTO figure(id, aid, split, modality, words, width, height, size_bytes, format, sha256,
         source_kind, source_path, source_offset, source_size, figure_id, label, panels, caption)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#index = database.prepare('INSERT INTO fts(rowid, caption) VALUES (?, ?)');
    this.#mention = database.prepare('INSERT INTO mention(figure, ordinal, text) VALUES (?, ?, ?)');
    this.#note = database.prepare('INSERT INTO figure_note(figure, ordinal, kind, text) VALUES (?, ?, ?, ?)');
  }

  /** The id that the next new figure gets; read again in every transaction, since another process may write too. */
  nextId(): number {
    this.#newArticle = undefined;
    return 1 + (optionalNumber(this.#lastId.get()?.['id']) ?? -1);
  }

  /** Adds a figure as row `id`, unless it is there; a known image that moved is found at its new place from now on. */
  write(record: FigureRecord, id: number): WrittenFigure {
    const sha256 = Buffer.from(record.image.sha256, 'hex');
    const location = locationOf(this.#folder, record.image.source);
    const known = this.#known(record);
    if (!known) return this.#add(record, id, sha256, location);
    if (record.article.retracted) this.#articles.noteRetraction(record.article.key);
    const moved =
      optionalText(known['source_kind']) !== location.kind ||
      known['source_path'] !== location.path ||
      known['source_offset'] !== location.offset;
    const isSame = sha256.equals(bytesOf(known['sha256']));
    if (moved && isSame) this.#move.run(...locationCells(location), numberOf(known['id']));
    const nothing = { addedArticle: false, addedFigure: false, isPair: false };
    // What stays on a server is known by its address: fetched, it has another hash and is the same image.
    if (isSame || location.kind === 'remote') return nothing;
    if (known['source_kind'] !== 'remote') return { ...nothing, differs: true };
    const row = numberOf(known['id']);
    // A later version of an article may have another picture and text under the id: they are never mixed.
    if (textOf(this.#published.get(row)?.['caption']) !== publishedCaption(record))
      return { ...nothing, differs: true };
    const { width, height, sizeBytes, format } = record.image;
    this.#arrive.run(sha256, width, height, sizeBytes, format, ...locationCells(location), row);
    return { ...nothing, arrived: row };
  }

  forget(): void {
    this.#articles.forget();
    this.#newArticle = undefined;
  }

  /** The stored row of a record. Figures of an article come together: of one that was just added all are known. */
  #known({ article, figureId }: FigureRecord): Row | undefined {
    const added = this.#newArticle;
    if (added?.key === article.key && !added.figures.has(figureId)) return undefined;
    return this.#find.get(article.key, figureId);
  }

  #add(record: FigureRecord, id: number, sha256: Uint8Array, location: ImageLocation): WrittenFigure {
    const { article, image } = record;
    const caption = publishedCaption(record);
    const { aid, split, added } = this.#articleOf(record);
    if (added) this.#newArticle = { key: article.key, aid, split, figures: new Set() };
    if (this.#newArticle?.key === article.key) this.#newArticle.figures.add(record.figureId);
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
      record.figureId,
      record.label ?? null,
      JSON.stringify(record.panels),
      caption,
    );
    this.#index.run(id, caption);
    record.mentions.forEach(({ text }, ordinal) => this.#mention.run(id, ordinal, text));
    notesOfRecord(record).forEach(({ kind, text }, ordinal) => this.#note.run(id, ordinal, kind, text));
    return { addedArticle: added, addedFigure: true, isPair: countWords(record.caption) > 0 };
  }

  #articleOf({ article, split: given }: FigureRecord): ReturnType<ArticleWriter['write']> {
    const last = this.#newArticle;
    if (last?.key === article.key && !article.retracted) return { ...last, added: false };
    return this.#articles.write(article, () => given ?? drawSplit(article.key, this.#plan));
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
