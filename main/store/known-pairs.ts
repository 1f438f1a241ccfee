/**
 * Finds the figure that a new one repeats: same image file, same caption as published. Asked inside the transactions of
 * CorpusWriter, row by row in the order of the source, so that an import that was killed and runs again skips the same.
 */
import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { FigureRecord, Rejection } from '#app/domain/figure.ts';
import { textOf } from './cells.ts';

export class KnownPairs {
  readonly #identity: StatementSync;
  readonly #twin: StatementSync;
  /** What a rehearsal let through: rolled back, it is not in the database. */
  readonly #rehearsed: Map<string, string> | undefined;

  constructor(database: DatabaseSync, rehearsal: boolean) {
    this.#identity = database.prepare(
      'SELECT 1 FROM article a JOIN figure f ON f.aid = a.aid WHERE a.key = ? AND f.figure_id = ?',
    );
    // The first one, by the index over the first bytes of the hash; a caption may have been edited since.
    this.#twin = database.prepare(
      `SELECT a.key AS article, f.figure_id AS figure FROM figure f JOIN article a ON a.aid = f.aid
       LEFT JOIN curation c ON c.id = f.id
       WHERE substr(f.sha256, 1, 6) = substr(?1, 1, 6) AND f.sha256 = ?1 AND coalesce(c.original, f.caption) = ?2
       ORDER BY f.id LIMIT 1`,
    );
    this.#rehearsed = rehearsal ? new Map() : undefined;
  }

  /** The rejection of a duplicate; undefined for a figure that is new, or in the corpus under its own name. */
  objection(source: string, { article, figureId, caption, image }: FigureRecord): Rejection | undefined {
    if (this.#identity.get(article.key, figureId)) return undefined;
    const item = `${article.key}/${figureId}`;
    const twin =
      this.#twinOf(Buffer.from(image.sha256, 'hex'), caption) ?? this.#rehearse(item, caption, image);
    if (twin === undefined) return undefined;
    return { source, item, code: 'duplicate', message: `Its image and caption are those of ${twin}.` };
  }

  #twinOf(sha256: Uint8Array, caption: string): string | undefined {
    const row = this.#twin.get(sha256, caption);
    return row && `${textOf(row['article'])}/${textOf(row['figure'])}`;
  }

  #rehearse(item: string, caption: string, { sha256 }: FigureRecord['image']): string | undefined {
    if (!this.#rehearsed) return undefined;
    const key = createHash('sha256').update(sha256).update(caption).digest('base64').slice(0, 22);
    const first = this.#rehearsed.get(key);
    if (first === undefined) this.#rehearsed.set(key, item);
    return first === item ? undefined : first;
  }
}
