/** Opens the database of a corpus for a check, or says why it cannot be opened. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { optionalNumber } from '#main/store/cells.ts';
import { databaseFileName, openDatabase } from '#main/store/database.ts';
import { schemaSteps } from '#main/store/schema.ts';
import { schemaObjects } from '#main/store/schema-objects.ts';
import type { CheckContext } from './context.ts';
import { restore } from './remedies.ts';

/** The database and its number of figures; undefined when it cannot be used, which is then noted. */
export function openForCheck(
  context: CheckContext,
): { readonly database: DatabaseSync; readonly rows: number } | undefined {
  const { folder, findings } = context;
  const path = join(folder, databaseFileName);
  if (!existsSync(path)) {
    findings.note({
      part: 'database',
      severity: 'error',
      message: 'The database of the corpus is not there.',
      remedy: restore,
      examples: [databaseFileName],
    });
    return undefined;
  }
  if (statSync(path).size === 0) {
    const message = 'The database is an empty file.';
    findings.note({
      part: 'database',
      severity: 'error',
      message,
      remedy: restore,
      examples: [databaseFileName],
    });
    return undefined;
  }
  let database: DatabaseSync | undefined;
  try {
    database = openDatabase(folder, 'read');
    if (!hasSchema(context, database)) {
      database.close();
      return undefined;
    }
    return {
      database,
      rows: 1 + (optionalNumber(database.prepare('SELECT max(id) AS id FROM figure').get()?.['id']) ?? -1),
    };
  } catch (thrown) {
    database?.close();
    findings.note({ part: 'database', severity: 'error', ...whyNot(thrown, path) });
    return undefined;
  }
}

function whyNot(thrown: unknown, path: string): { message: string; remedy: string; examples: string[] } {
  const { code, message, remedy } = toFigscopeError(thrown);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const isDamaged = !(thrown instanceof FigscopeError) || code === 'internal';
  return {
    message: isDamaged ? 'The database cannot be read: its file is damaged, or no database at all.' : message,
    remedy: isDamaged ? restore : (remedy ?? restore),
    examples: [`${databaseFileName}, ${size.toLocaleString('en')} bytes`],
  };
}

/** Whether every table, index and column of its version is there. */
function hasSchema({ findings }: CheckContext, database: DatabaseSync): boolean {
  const version = Number(database.prepare('PRAGMA user_version').get()?.['user_version'] ?? 0);
  if (version < schemaSteps.length) {
    findings.note({
      part: 'database',
      severity: 'warning',
      message: `The database has the layout of an older version of Figscope (${version} of ${schemaSteps.length}); it was not looked at further.`,
      remedy: 'Open the corpus once, which brings it to the newest layout, and check it again.',
    });
    return false;
  }
  const here = schemaObjects(database);
  const missing = [...schemaObjects(version)].filter((name) => !here.has(name));
  const tables = missing.filter((name) => !name.startsWith('index '));
  if (missing.length > 0) {
    findings.note({
      part: 'database',
      severity: 'error',
      message:
        tables.length > 0
          ? `The database lacks ${tables.length} of its tables and columns.`
          : `The database lacks ${missing.length} of its indexes: questions are slow, and repeated figures are not noticed.`,
      remedy: restore,
      count: missing.length,
      examples: missing,
    });
  }
  return tables.length === 0;
}
