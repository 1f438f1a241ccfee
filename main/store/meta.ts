/** Facts about the corpus as a whole, kept in its database. */
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from './database.ts';
import { optionalText } from './cells.ts';

export interface CorpusMeta {
  readonly name: string;
  /** Identity of the database; ties caches to it. */
  readonly corpus: string;
  readonly createdAt: string;
}

/** The facts of a corpus; undefined when it has none. */
export function readMeta(database: DatabaseSync): CorpusMeta | undefined {
  const statement = database.prepare('SELECT value FROM meta WHERE key = ?');
  const value = (key: string): string | undefined => optionalText(statement.get(key)?.['value']);
  const corpus = value('corpus');
  if (corpus === undefined) return undefined;
  return { corpus, name: value('name') ?? '', createdAt: value('createdAt') ?? '' };
}

/** One more fact about a corpus, by name; undefined when nobody set it. */
export function factOf(database: DatabaseSync, key: string): string | undefined {
  return optionalText(database.prepare('SELECT value FROM meta WHERE key = ?').get(key)?.['value']);
}

/** Inside a transaction. */
export function setFact(database: DatabaseSync, key: string, value: string): void {
  database.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
}

/** Writes the facts of a new corpus; an old one keeps its own. */
export function initialiseMeta(database: DatabaseSync, name: string): CorpusMeta {
  const known = readMeta(database);
  if (known) return known;
  const fresh: CorpusMeta = { name, corpus: randomUUID(), createdAt: new Date().toISOString() };
  inTransaction(database, () => {
    const insert = database.prepare('INSERT OR IGNORE INTO meta VALUES (?, ?)');
    for (const [key, value] of Object.entries(fresh)) insert.run(key, value);
  });
  return readMeta(database) ?? fresh;
}
