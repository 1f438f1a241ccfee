/** Statements of the read paths, prepared once per connection. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

const summaryCells = `
  f.id, a.key, f.figure_id, f.label, f.caption, a.title, a.journal, a.year, a.license, f.modality, f.split,
  c.status, c.tags, c.original IS NOT NULL AND c.original <> f.caption AS edited, f.sha256, f.width, f.height, a.retracted`;

export class CorpusStatements {
  /** Summary cells of the ids in a JSON list, in its order. */
  readonly summaries: StatementSync;
  /** All about one figure. */
  readonly figure: StatementSync;
  readonly mentions: StatementSync;
  readonly notes: StatementSync;
  readonly siblings: StatementSync;
  readonly rowsOfArticleKey: StatementSync;
  readonly rowsOfPmcid: StatementSync;
  readonly rowOfFigure: StatementSync;
  readonly rowOfPmcidFigure: StatementSync;
  readonly imageByHash: StatementSync;
  readonly history: StatementSync;

  constructor(database: DatabaseSync) {
    this.summaries = database.prepare(
      `SELECT ${summaryCells} FROM json_each(?) j CROSS JOIN figure f ON f.id = j.value
       CROSS JOIN article a ON a.aid = f.aid LEFT JOIN curation c ON c.id = f.id ORDER BY j.key`,
    );
    this.figure = database.prepare(
      `SELECT f.*, a.key, a.year, a.license, a.journal, a.retracted, a.pmcid, a.pmid, a.doi, a.type, a.date, a.title,
         a.license_text, c.status, c.tags, c.revision, c.original
       FROM figure f JOIN article a ON a.aid = f.aid LEFT JOIN curation c ON c.id = f.id WHERE f.id = ?`,
    );
    this.mentions = database.prepare('SELECT text FROM mention WHERE figure = ? ORDER BY ordinal');
    this.notes = database.prepare('SELECT kind, text FROM figure_note WHERE figure = ? ORDER BY ordinal');
    this.siblings = database.prepare('SELECT id FROM figure WHERE aid = ? AND id <> ? ORDER BY id');
    this.rowsOfArticleKey = database.prepare(
      'SELECT f.id FROM article a JOIN figure f ON f.aid = a.aid WHERE a.key = ?',
    );
    this.rowsOfPmcid = database.prepare(
      'SELECT f.id FROM article a JOIN figure f ON f.aid = a.aid WHERE a.pmcid = ?',
    );
    this.rowOfFigure = database.prepare(
      'SELECT f.id FROM article a JOIN figure f ON f.aid = a.aid WHERE a.key = ? AND f.figure_id = ?',
    );
    this.rowOfPmcidFigure = database.prepare(
      'SELECT f.id FROM article a JOIN figure f ON f.aid = a.aid WHERE a.pmcid = ? AND f.figure_id = ?',
    );
    this.imageByHash = database.prepare(
      `SELECT id, format, source_kind, source_path, source_offset, source_size FROM figure
       WHERE substr(sha256, 1, 6) = substr(?1, 1, 6) AND sha256 = ?1 ORDER BY id LIMIT 1`,
    );
    this.history = database.prepare(
      `SELECT l.sequence, l.grp, l.figure, l.revision, l.field, l.before, l.after, g.at, g.by, g.target
       FROM curation_log l JOIN curation_group g ON g.grp = l.grp WHERE l.figure = ? ORDER BY l.sequence DESC`,
    );
  }
}
