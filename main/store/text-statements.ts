/** Statements over the text index, and how ids and scores leave SQLite: not row by row. */
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MatchCollector } from './match-collector.ts';

export interface RankedMatches {
  /** Most relevant first; equal ones by id. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** Negated bm25 of the same rows. */
  readonly scores: Float32Array<ArrayBuffer>;
}

/** Prepared once per connection. Two functions let SQLite see a mask of the side-car and hand matches over. */
export class TextStatements {
  /** Matches that are ranked by relevance; of more, only the newest ones are. */
  readonly rankedAtMost: number;
  readonly idsInRange: StatementSync;
  readonly highlights: StatementSync;
  readonly #collectNewest: StatementSync;
  #mask: Uint8Array | undefined;
  #rows = 0;
  #collector = new MatchCollector();

  constructor(database: DatabaseSync, rankedAtMost = 300_000) {
    this.rankedAtMost = rankedAtMost;
    database.function('keep', (row) => (Number(row) < this.#rows ? (this.#mask?.[Number(row)] ?? 1) : 0));
    database.function('collect', (row, score) => {
      this.#collector.add(Number(row), -Number(score));
      return 0;
    });
    this.idsInRange = database.prepare(
      'SELECT CAST(group_concat(rowid) AS BLOB) AS ids FROM fts WHERE fts MATCH ? AND rowid BETWEEN ? AND ?',
    );
    // The aggregate around it makes SQLite run the inner query to its end in one call.
    this.#collectNewest = database.prepare(
      `SELECT max(collected) AS done FROM (SELECT collect(rowid, bm25(fts)) AS collected FROM fts
         WHERE fts MATCH ? AND keep(rowid) ORDER BY rowid DESC LIMIT ?)`,
    );
    this.highlights = database.prepare(
      `SELECT rowid AS id, highlight(fts, 0, ?, ?) AS marked FROM fts
       WHERE fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))`,
    );
  }

  /** Ranks the newest matches below row `rows` within a mask, `rankedAtMost` of them at most. */
  rank(expression: string, mask: Uint8Array | undefined, rows: number): RankedMatches {
    this.#collector = new MatchCollector();
    this.#mask = mask;
    this.#rows = rows;
    try {
      this.#collectNewest.get(expression, this.rankedAtMost);
      return this.#collector.sorted();
    } finally {
      this.#mask = undefined;
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
