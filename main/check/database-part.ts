/** The database: its pages, its rows, and the history of edits. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { curationStatuses } from '#app/domain/figure.ts';
import { numberOf, textOf } from '#main/store/cells.ts';
import { databaseFileName } from '#main/store/database.ts';
import type { OpenContext } from './context.ts';
import { things } from './findings.ts';
import { breathe, type Step } from './pace.ts';
import { restore } from './remedies.ts';
import { checkForeignRows, checkRows } from './row-facts.ts';

/** A quick check has SQLite look over a database up to this size: it reads every page of it in one go. */
const quickBytes = 128 * 2 ** 20;

export async function* checkDatabase(context: OpenContext): AsyncGenerator<Step> {
  const { signal } = context;
  yield { detail: 'Database: its pages', fraction: 0 };
  await breathe(signal);
  checkStructure(context);
  for await (const { detail, fraction } of checkRows(context))
    yield { detail, fraction: 0.3 + 0.6 * fraction };
  guarded(context, () => checkForeignRows(context));
  guarded(context, () => checkHistory(context));
}

/** SQLite's own check in one call: it cannot be cut into turns, and the process that it blocks does nothing else. */
function checkStructure(context: OpenContext): void {
  const { folder, depth, findings, database } = context;
  const sizeBytes = statSync(join(folder, databaseFileName)).size;
  if (depth === 'quick' && sizeBytes > quickBytes) {
    findings.look('Pages of the database: left to the full check, because of its size.');
    return;
  }
  const pragma = depth === 'full' ? 'integrity_check(100)' : 'quick_check(100)';
  let faults: string[];
  try {
    const rows = database.prepare(`PRAGMA ${pragma}`).all();
    faults = rows.flatMap((row) => Object.values(row).map(textOf)).filter((line) => line !== 'ok');
  } catch (thrown) {
    faults = [thrown instanceof Error ? thrown.message : String(thrown)];
  }
  findings.look(
    depth === 'full'
      ? 'Pages and indexes of the database: all.'
      : 'Pages of the database: all, without its indexes.',
  );
  const ofText = faults.filter((line) => /\bfts(?:_\w+)?\b/.test(line));
  const others = faults.filter((line) => !ofText.includes(line));
  if (others.length > 0) {
    findings.note({
      part: 'database',
      severity: 'error',
      message: `The file of the database is damaged: SQLite finds ${things(others.length, 'fault')}.`,
      remedy: restore,
      count: others.length,
      examples: others,
    });
  }
  if (ofText.length > 0) {
    findings.note({
      part: 'text-index',
      severity: 'error',
      message: 'The text index is damaged: searches miss figures or fail.',
      remedy: restore,
      count: ofText.length,
      examples: ofText,
    });
  }
}

/** The log of edits is one unbroken row of steps, and the state of every edited figure is what its last step left. */
function checkHistory({ database, findings }: OpenContext): void {
  const row = database
    .prepare(
      'SELECT count(*) AS n, coalesce(max(sequence), 0) AS last, coalesce(min(sequence), 1) AS first FROM curation_log',
    )
    .get();
  const [steps, last, first] = [numberOf(row?.['n']), numberOf(row?.['last']), numberOf(row?.['first'])];
  const lost = last - first + 1 - steps + (first - 1);
  const note = (message: string, count: number, examples: readonly string[] = []): void =>
    findings.note({ part: 'database', severity: 'error', message, remedy: restore, count, examples });
  if (lost > 0)
    note(`${things(lost, 'step')} of the history of edits ${lost === 1 ? 'is' : 'are'} missing.`, lost);
  const groups = database
    .prepare(
      `SELECT g.grp AS grp FROM curation_group g WHERE g.last >= g.first
       AND (SELECT count(*) FROM curation_log l WHERE l.sequence BETWEEN g.first AND g.last AND l.grp = g.grp) <> g.last - g.first + 1
       LIMIT 10`,
    )
    .all();
  if (groups.length > 0)
    note(
      'Actions of the history of edits do not have the steps that they say.',
      groups.length,
      groups.map((group) => `action ${numberOf(group['grp'])}`),
    );
  const states = database
    .prepare(
      `SELECT c.id AS id FROM curation c LEFT JOIN curation_log l ON l.sequence = c.sequence
       WHERE l.figure IS NULL OR l.figure <> c.id OR c.status NOT BETWEEN 0 AND ${curationStatuses.length - 1}
         OR json_valid(c.tags) = 0 LIMIT 10`,
    )
    .all();
  if (states.length > 0)
    note(
      'Figures carry edits that their history does not tell of.',
      states.length,
      states.map((state) => `row ${numberOf(state['id'])}`),
    );
  findings.look(`History of edits: all ${things(steps, 'step')}.`);
}

/** Damage that makes a question fail is a finding, not the end of the check. */
function guarded({ findings }: OpenContext, question: () => void): void {
  try {
    question();
  } catch (thrown) {
    findings.note({
      part: 'database',
      severity: 'error',
      message: 'A part of the database cannot be read.',
      remedy: restore,
      examples: [thrown instanceof Error ? thrown.message : String(thrown)],
    });
  }
}
