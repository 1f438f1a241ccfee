/** What went wrong inside SQLite or the file system, as one of Figscope's errors. */
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';

const permissionRemedy = 'Check the permissions of that folder, or choose another with --home.';

/** Primary result codes of SQLite (sqlite.org/rescode.html). */
const resultCodes = {
  permission: 3,
  busy: 5,
  readOnly: 8,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  authorisation: 23,
  notADatabase: 26,
} as const;

function sqliteCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('errcode' in thrown) || typeof thrown.errcode !== 'number')
    return undefined;
  return thrown.errcode & 0xff;
}

/** Another connection held a lock for longer than SQLite waits, or in a moment in which it does not wait at all. */
export function isBusy(thrown: unknown): boolean {
  return sqliteCode(thrown) === resultCodes.busy;
}

/** A folder in which SQLite may not make the files beside a database that even a reader of a write-ahead log needs. */
export function isNotWritable(thrown: unknown): boolean {
  const code = sqliteCode(thrown);
  return code === resultCodes.cannotOpen || code === resultCodes.readOnly;
}

/** Turns anything thrown by the store into a FigscopeError; `what` says what was tried ("open the corpus ..."). */
export function storeError(thrown: unknown, what: string): FigscopeError {
  if (thrown instanceof FigscopeError) return thrown;
  const cause = { cause: thrown };
  switch (sqliteCode(thrown)) {
    case resultCodes.full:
      return new FigscopeError(
        'storage-full',
        {
          message: `The disk is full: it was not possible to ${what}.`,
          remedy: 'Free some space on that disk and try again; nothing that was confirmed is lost.',
        },
        cause,
      );
    case resultCodes.permission:
    case resultCodes.readOnly:
    case resultCodes.authorisation:
    case resultCodes.cannotOpen:
      return new FigscopeError(
        'permission-denied',
        {
          message: `The folder cannot be written: it was not possible to ${what}.`,
          remedy: permissionRemedy,
        },
        cause,
      );
    case resultCodes.busy:
      return new FigscopeError(
        'conflict',
        {
          message: `Another process holds the corpus: it was not possible to ${what}.`,
          remedy: 'Wait until the other process has finished, then try again.',
        },
        cause,
      );
    case resultCodes.corrupt:
    case resultCodes.notADatabase:
      return new FigscopeError(
        'internal',
        {
          message: `The database of the corpus is damaged: it was not possible to ${what}.`,
          remedy: 'Copy the corpus folder for safety, then restore it from a backup or import again.',
        },
        cause,
      );
    default:
      return toFigscopeError(thrown);
  }
}

/** Runs `action`; failures come out as FigscopeErrors. */
export function withStoreErrors<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (thrown) {
    throw storeError(thrown, what);
  }
}
