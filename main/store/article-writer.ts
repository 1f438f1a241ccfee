/** Writes articles and shared names. Used inside the transactions of CorpusWriter. */
import { licenseCodes, splitNames, type Article, type SplitName } from '#app/domain/figure.ts';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { numberOf } from './cells.ts';
import type { DictionaryKind } from './dictionary.ts';

/** Articles of a source come together: remembering the last few saves most look-ups. */
const rememberedNames = 10_000;

export class ArticleWriter {
  readonly #find: StatementSync;
  readonly #insert: StatementSync;
  readonly #retract: StatementSync;
  readonly #findName: StatementSync;
  readonly #insertName: StatementSync;
  readonly #codes = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#find = database.prepare('SELECT aid, split FROM article WHERE key = ?');
    this.#insert = database.prepare(
      `INSERT INTO article(key, year, license, journal, retracted, split, pmcid, pmid, doi, type, title, license_text,
         date)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#retract = database.prepare('UPDATE article SET retracted = 1 WHERE key = ? AND retracted = 0');
    this.#findName = database.prepare('SELECT code FROM dict WHERE kind = ? AND name = ?');
    this.#insertName = database.prepare(
      'INSERT INTO dict SELECT ?1, 1 + coalesce(max(code), 0), ?2 FROM dict WHERE kind = ?1 RETURNING code',
    );
  }

  /** The article's row, made when it is new with the split that `draw` gives; an old one only learns of a retraction. */
  write(article: Article, draw: () => SplitName): { aid: number; split: SplitName; added: boolean } {
    const known = this.#find.get(article.key);
    if (known) {
      if (article.retracted) this.noteRetraction(article.key);
      return { aid: numberOf(known['aid']), split: splitNames[numberOf(known['split'])], added: false };
    }
    const split = draw();
    const { lastInsertRowid } = this.#insert.run(
      article.key,
      article.year ?? null,
      licenseCodes.indexOf(article.license),
      this.codeOf('journal', article.journal),
      article.retracted ? 1 : 0,
      splitNames.indexOf(split),
      article.pmcid ?? null,
      article.pmid ?? null,
      article.doi ?? null,
      article.articleType ?? null,
      article.title,
      article.licenseText ?? null,
      article.date ?? null,
    );
    return { aid: Number(lastInsertRowid), split, added: true };
  }

  /** A later import may know that an article was retracted since. */
  noteRetraction(key: string): void {
    this.#retract.run(key);
  }

  /** The code of a name, made when it is new; 0 for none. */
  codeOf(kind: DictionaryKind, name: string | undefined): number {
    if (name === undefined || name === '') return 0;
    const key = `${kind}:${name}`;
    const remembered = this.#codes.get(key);
    if (remembered !== undefined) return remembered;
    const row = this.#findName.get(kind, name) ?? this.#insertName.get(kind, name);
    const code = numberOf(row?.['code']);
    if (this.#codes.size >= rememberedNames) this.#codes.clear();
    this.#codes.set(key, code);
    return code;
  }

  /** After a rolled back transaction: what was remembered may never have been written. */
  forget(): void {
    this.#codes.clear();
  }
}
