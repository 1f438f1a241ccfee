/** Statements of curation, prepared once per connection. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

export class CurationStatements {
  readonly lastSequence: StatementSync;
  readonly lastGroup: StatementSync;
  readonly current: StatementSync;
  readonly save: StatementSync;
  readonly log: StatementSync;
  readonly group: StatementSync;
  readonly growGroup: StatementSync;
  readonly setCaption: StatementSync;
  readonly unindex: StatementSync;
  readonly index: StatementSync;
  readonly steps: StatementSync;
  readonly groupById: StatementSync;
  readonly lastDone: StatementSync;
  readonly lastDoneOfFigure: StatementSync;
  readonly lastUndone: StatementSync;
  readonly markUndone: StatementSync;

  constructor(database: DatabaseSync) {
    this.lastSequence = database.prepare('SELECT coalesce(max(sequence), 0) AS n FROM curation_log');
    this.lastGroup = database.prepare('SELECT coalesce(max(grp), 0) AS n FROM curation_group');
    this.current = database.prepare(
      `SELECT f.caption, c.status, c.tags, c.revision, c.original FROM figure f
       LEFT JOIN curation c ON c.id = f.id WHERE f.id = ?`,
    );
    this.save = database.prepare(
      `INSERT INTO curation(id, status, revision, sequence, tags, original) VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT(id) DO UPDATE SET status = excluded.status, revision = excluded.revision,
         sequence = excluded.sequence, tags = excluded.tags, original = excluded.original`,
    );
    this.log = database.prepare('INSERT INTO curation_log VALUES (?, ?, ?, ?, ?, ?, ?)');
    this.group = database.prepare('INSERT INTO curation_group VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?)');
    this.growGroup = database.prepare('UPDATE curation_group SET last = ?, summary = ? WHERE grp = ?');
    this.setCaption = database.prepare('UPDATE figure SET caption = ?, words = ? WHERE id = ?');
    // The index keeps no text of its own: it must be told the old one to forget it.
    this.unindex = database.prepare("INSERT INTO fts(fts, rowid, caption) VALUES ('delete', ?, ?)");
    this.index = database.prepare('INSERT INTO fts(rowid, caption) VALUES (?, ?)');
    this.steps = database.prepare(
      'SELECT sequence, figure, field, before, after FROM curation_log WHERE sequence BETWEEN ? AND ? AND grp = ? ORDER BY sequence LIMIT 1000',
    );
    this.groupById = database.prepare('SELECT grp, first, last, summary FROM curation_group WHERE grp = ?');
    // A redo that was cut off counts as neither: the action can still be brought back, and taken back as well.
    const isDone = `g.kind = 'edit' AND (g.undone_by IS NULL OR g.grp IN (
      SELECT r.target FROM curation_group r JOIN curation_group u ON u.grp = r.target
      WHERE r.kind = 'redo' AND r.grp > u.undone_by))`;
    this.lastDone = database.prepare(
      `SELECT g.grp FROM curation_group g WHERE ${isDone} ORDER BY g.grp DESC LIMIT 1`,
    );
    this.lastDoneOfFigure = database.prepare(
      `SELECT g.grp FROM curation_log l JOIN curation_group g ON g.grp = l.grp
       WHERE l.figure = ? AND ${isDone} ORDER BY g.grp DESC LIMIT 1`,
    );
    // What was undone can come back until somebody does something new.
    this.lastUndone = database.prepare(
      `SELECT grp FROM curation_group WHERE undone_by IS NOT NULL
         AND undone_by > (SELECT coalesce(max(grp), 0) FROM curation_group WHERE kind = 'edit')
       ORDER BY undone_by DESC LIMIT 1`,
    );
    this.markUndone = database.prepare('UPDATE curation_group SET undone_by = ? WHERE grp = ?');
  }
}
