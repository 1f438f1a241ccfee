/**
 * How an import with large transactions makes room for an edit. Large transactions are what makes an import fast, and
 * only one process can write at a time. So a process that finds the database taken says that it waits, by a file
 * beside the database; an import looks for such files every few hundred rows, commits what it has, and goes on once
 * they are gone.
 */
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { busyTimeoutMs, databaseFileName, endTransaction } from './database.ts';
import { isBusy } from './store-error.ts';

const prefix = `${databaseFileName}-waiting-`;
const lookIntervalMs = 2;

/** Runs `action` in a write transaction of its own as soon as possible: imports make room for it. Must not await. */
export function inTransactionSoon<T>(database: DatabaseSync, folder: string, action: () => T): T {
  if (!beganAtOnce(database)) beginAfterWaiting(database, folder);
  return endTransaction(database, action);
}

function beganAtOnce(database: DatabaseSync): boolean {
  database.exec('PRAGMA busy_timeout = 0');
  try {
    database.exec('BEGIN IMMEDIATE');
    return true;
  } catch (thrown) {
    if (!isBusy(thrown)) throw thrown;
    return false;
  } finally {
    database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
  }
}

function beginAfterWaiting(database: DatabaseSync, folder: string): void {
  const sign = join(folder, `${prefix}${process.pid}`);
  writeFileSync(sign, '');
  try {
    database.exec('BEGIN IMMEDIATE');
  } finally {
    rmSync(sign, { force: true });
  }
}

/** Whether a process waits to write. What a killed one left behind is removed. */
export function isAwaited(folder: string): boolean {
  return readdirSync(folder).some((name) => {
    if (!name.startsWith(prefix)) return false;
    const path = join(folder, name);
    const waitsMs = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0);
    if (waitsMs <= busyTimeoutMs) return true;
    rmSync(path, { force: true });
    return false;
  });
}

/** Returns when nobody waits any more. Must not be called inside a transaction. */
export async function letOthersWrite(folder: string): Promise<void> {
  while (isAwaited(folder)) await wait(lookIntervalMs);
}
