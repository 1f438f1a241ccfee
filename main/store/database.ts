/** Opening the database of a corpus, its settings, and transactions. */
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { FigscopeError } from '#app/util/error.ts';
import { applicationId, schemaSteps } from './schema.ts';
import { isBusy, isNotWritable, storeError } from './store-error.ts';

export const databaseFileName = 'corpus.db';
const pageSizeBytes = 8192;
const cacheKibibytes = 65_536;
export const busyTimeoutMs = 10_000;
/** Of the write-ahead log: an import moves it into the database when it has grown to this, and reuses it. */
export const longestLogBytes = 384 * 2 ** 20;
const longestLogPages = Math.ceil((1.25 * longestLogBytes) / pageSizeBytes);
const openAttempts = 100;
const openRetryMs = 20;

/**
 * - `curate`: every commit reaches the disk before it returns (synchronous=FULL).
 * - `ingest`: commits survive a killed process; the last ones may go with a power cut (synchronous=NORMAL), and the
 *   import simply runs again.
 * - `read`: no writes, does not create anything.
 */
export type ConnectionKind = 'curate' | 'ingest' | 'read';

/**
 * Opens the database in a corpus folder, creating both when missing (never for `read`), and brings it to the current
 * version. Throws permission-denied for a folder that cannot be written, unsupported for a newer or foreign
 * database, not-found when there is nothing to read.
 */
export function openDatabase(
  folder: string,
  kind: ConnectionKind,
  steps: readonly string[] = schemaSteps,
): DatabaseSync {
  const path = join(folder, databaseFileName);
  if (kind === 'read' && !existsSync(path)) {
    throw new FigscopeError('not-found', {
      message: `There is no corpus in ${folder}.`,
      remedy: 'Import something into it first.',
    });
  }
  try {
    if (kind !== 'read') mkdirSync(folder, { recursive: true });
    return retryWhileBusy(() => connect(path, kind, steps));
  } catch (thrown) {
    throw storeError(thrown, `open the corpus in ${folder}`);
  }
}

function connect(path: string, kind: ConnectionKind, steps: readonly string[]): DatabaseSync {
  try {
    return connectTo(path, kind, steps);
  } catch (thrown) {
    // Where nothing can be written nobody writes: without a log the file is all there is, and will not change.
    const hasLog = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
    if (kind !== 'read' || hasLog || !isNotWritable(thrown)) throw thrown;
    const still = pathToFileURL(path);
    still.searchParams.set('immutable', '1');
    return connectTo(still, kind, steps);
  }
}

function connectTo(path: string | URL, kind: ConnectionKind, steps: readonly string[]): DatabaseSync {
  const database = new DatabaseSync(path, { readOnly: kind === 'read' });
  try {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
    // Before the first setting: one that is newer or not ours must not be changed, not even its kind of log.
    checkVersion(database, steps.length);
    configure(database, kind);
    if (kind === 'read') checkVersion(database, steps.length);
    else migrate(database, steps);
    return database;
  } catch (thrown) {
    database.close();
    throw thrown;
  }
}

/** Two processes that make the same database at once: switching to the write-ahead log does not wait by itself. */
function retryWhileBusy<T>(action: () => T): T {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return action();
    } catch (thrown) {
      if (!isBusy(thrown) || attempt === openAttempts) throw thrown;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, openRetryMs);
    }
  }
}

function configure(database: DatabaseSync, kind: ConnectionKind): void {
  database.exec(
    `PRAGMA busy_timeout = ${busyTimeoutMs}; PRAGMA cache_size = -${cacheKibibytes}; PRAGMA temp_store = 2;`,
  );
  if (kind === 'read') return;
  if (versionOf(database) === 0) database.exec(`PRAGMA page_size = ${pageSizeBytes}`);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${kind === 'curate' ? 'FULL' : 'NORMAL'};`);
  // An edit in the middle of a large import must not have to move the import's log into the database.
  database.exec(`PRAGMA wal_autocheckpoint = ${kind === 'curate' ? longestLogPages : 0}`);
}

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name];
  return typeof value === 'number' ? value : 0;
}

function versionOf(database: DatabaseSync): number {
  return pragma(database, 'user_version');
}

function hasTables(database: DatabaseSync): boolean {
  return database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() !== undefined;
}

/** The version of the database, 0 for a new file. Throws unsupported for one that is newer or not ours. */
function checkVersion(database: DatabaseSync, known: number): number {
  const version = versionOf(database);
  const owner = pragma(database, 'application_id');
  if (version > known) {
    throw new FigscopeError('unsupported', {
      message: `This corpus was written by a newer version of Figscope (its schema is ${version}, this one knows ${known}).`,
      remedy: 'Open it with that version, or export it there and import the export here.',
      facts: { version, known },
    });
  }
  const foreign = version > 0 ? owner !== applicationId : hasTables(database);
  if (foreign) {
    throw new FigscopeError('unsupported', {
      message: 'The database in this folder does not belong to Figscope.',
      remedy: 'Choose another folder or another name for the corpus.',
    });
  }
  return version;
}

/** Brings the database to the newest version, each step in a transaction of its own. */
function migrate(database: DatabaseSync, steps: readonly string[]): void {
  while (checkVersion(database, steps.length) < steps.length) {
    inTransaction(database, () => {
      // Another process may have taken the step while this one waited for the lock.
      const version = versionOf(database);
      const step = steps[version];
      if (step === undefined) return;
      database.exec(step);
      database.exec(`PRAGMA user_version = ${version + 1}; PRAGMA application_id = ${applicationId};`);
    });
  }
}

/**
 * Runs `action` in one write transaction. It must not await.
 * @param ending what happens to the changes of an action that did not throw
 */
export function inTransaction<T>(
  database: DatabaseSync,
  action: () => T,
  ending: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): T {
  database.exec('BEGIN IMMEDIATE');
  return endTransaction(database, action, ending);
}

/** As inTransaction, for one that was begun. */
export function endTransaction<T>(
  database: DatabaseSync,
  action: () => T,
  ending: 'COMMIT' | 'ROLLBACK' = 'COMMIT',
): T {
  try {
    const result = action();
    database.exec(ending);
    return result;
  } catch (thrown) {
    // A full disk may have rolled back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw thrown;
  }
}
