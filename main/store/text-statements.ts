/** Statements over the text index, and how row ids leave SQLite: as one comma-separated blob, not row by row. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Prepared once per connection; `keep` lets SQLite see a mask of the side-car. */
export class TextStatements {
  /** Matches that are ranked by relevance; of more, only the newest ones are. */
  readonly rankedAtMost: number;
  readonly idsInRange: StatementSync;
  readonly ranked: StatementSync;
  readonly rankedNewest: StatementSync;
  readonly scored: StatementSync;
  readonly highlights: StatementSync;
  #mask: Uint8Array | undefined;

  constructor(database: DatabaseSync, rankedAtMost = 300_000) {
    this.rankedAtMost = rankedAtMost;
    database.function('keep', { deterministic: false }, (row) => this.#mask?.[Number(row)] ?? 1);
    this.idsInRange = database.prepare(
      'SELECT CAST(group_concat(rowid) AS BLOB) AS ids FROM fts WHERE fts MATCH ? AND rowid BETWEEN ? AND ?',
    );
    const inOrder = (inner: string): StatementSync =>
      database.prepare(`SELECT CAST(group_concat(id) AS BLOB) AS ids FROM (${inner})`);
    // The limits keep SQLite from dropping the order of the inner query. "ORDER BY rank" would be slower.
    this.ranked = inOrder(
      `SELECT rowid AS id, bm25(fts) AS score FROM fts WHERE fts MATCH ? ORDER BY score, id LIMIT ${rankedAtMost}`,
    );
    this.rankedNewest = inOrder(
      `SELECT id FROM (SELECT rowid AS id, bm25(fts) AS score FROM fts WHERE fts MATCH ? AND keep(rowid)
       ORDER BY rowid DESC LIMIT ${rankedAtMost}) ORDER BY score, id LIMIT ${rankedAtMost}`,
    );
    this.scored = database.prepare(
      `SELECT id, score FROM (SELECT rowid AS id, bm25(fts) AS score FROM fts WHERE fts MATCH ? AND keep(rowid)
       ORDER BY rowid DESC LIMIT ${rankedAtMost}) ORDER BY score, id LIMIT ?`,
    );
    this.highlights = database.prepare(
      `SELECT rowid AS id, highlight(fts, 0, ?, ?) AS marked FROM fts
       WHERE fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))`,
    );
  }

  /** Runs `action` while `keep(row)` answers from the mask. */
  withMask<T>(mask: Uint8Array | undefined, action: () => T): T {
    this.#mask = mask;
    try {
      return action();
    } finally {
      this.#mask = undefined;
    }
  }
}

/** Comma-separated decimal numbers, as SQLite's group_concat writes them. */
export function parseIds(blob: Uint8Array | null | undefined, below: number): Uint32Array {
  if (!blob) return new Uint32Array(0);
  const ids = new Uint32Array((blob.length >> 1) + 1);
  let count = 0;
  let id = 0;
  for (let place = 0; place <= blob.length; place += 1) {
    const digit = place === blob.length ? -1 : blob[place] - 48;
    if (digit >= 0) {
      id = id * 10 + digit;
      continue;
    }
    if (id < below) {
      ids[count] = id;
      count += 1;
    }
    id = 0;
  }
  return ids.slice(0, count);
}
