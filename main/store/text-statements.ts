/** Statements over the text index, and how ids and scores leave SQLite: not row by row. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MatchCollector } from './match-collector.ts';

export interface RankedMatches {
  /** Most relevant first; equal ones by id. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Negated bm25 of the same rows. */
  readonly scores: Float32Array<ArrayBuffer>;
}

/** Prepared once per connection. Masks of the side-car go in as blobs, and a function hands matches over. */
export class TextStatements {
  /** Matches that are ranked by relevance; of more, only the newest ones are. */
  readonly rankedAtMost: number;
  /** Rows that are looked at to judge how many matches there are. */
  readonly sampledRows: number;
  readonly idsInRange: StatementSync;
  readonly countInRange: StatementSync;
  readonly highlights: StatementSync;
  readonly #collectNewest: StatementSync;
  readonly #collectNewestKept: StatementSync;
  #collector = new MatchCollector();

  constructor(database: DatabaseSync, rankedAtMost = 300_000, sampledRows = 1 << 18) {
    this.rankedAtMost = rankedAtMost;
    this.sampledRows = sampledRows;
    database.function('collect', (row, score) => {
      this.#collector.add(Number(row), -Number(score));
      return 0;
    });
    // FTS5 begins and ends at a range only when its bounds are whole numbers, and numbers are bound as real ones: with
    // those it would read all matches for every range.
    const range = 'fts MATCH ? AND rowid BETWEEN CAST(? AS INTEGER) AND CAST(? AS INTEGER)';
    this.idsInRange = database.prepare(
      `SELECT CAST(group_concat(rowid) AS BLOB) AS ids FROM fts WHERE ${range}`,
    );
    this.countInRange = database.prepare(`SELECT count(*) AS n FROM fts WHERE ${range}`);
    // A byte of a mask out of a blob: a function of JavaScript for each match takes longer.
    // The aggregate around it makes SQLite run the inner query to its end in one call.
    const newest = (condition: string): string =>
      `SELECT max(collected) AS done FROM (SELECT collect(rowid, bm25(fts)) AS collected FROM fts
         WHERE fts MATCH ? AND rowid < CAST(? AS INTEGER) ${condition} ORDER BY rowid DESC LIMIT CAST(? AS INTEGER))`;
    this.#collectNewest = database.prepare(newest(''));
    this.#collectNewestKept = database.prepare(newest("AND substr(?, rowid + 1, 1) = x'01'"));
    this.highlights = database.prepare(
      `SELECT rowid AS id, highlight(fts, 0, ?, ?) AS marked FROM fts
       WHERE fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))`,
    );
  }

  /** Ranks the newest matches below row `rows` within a mask, `limit` of them at most. */
  rank(
    expression: string,
    mask: Uint8Array | undefined,
    rows: number,
    limit = this.rankedAtMost,
  ): RankedMatches {
    this.#collector = new MatchCollector();
    try {
      if (mask) this.#collectNewestKept.get(expression, rows, mask, limit);
      else this.#collectNewest.get(expression, rows, limit);
      return this.#collector.sorted();
    } finally {
      this.#collector = new MatchCollector();
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
