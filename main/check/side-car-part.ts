/** `columns.bin` against the rows it was taken from. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { numberOf, optionalNumber, type Cell } from '#main/store/cells.ts';
import { Columns, type ColumnsState } from '#main/store/columns.ts';
import { columnsFileName, loadColumns } from '#main/store/columns-file.ts';
import { readMeta } from '#main/store/meta.ts';
import { budgetOf, type OpenContext } from './context.ts';
import { partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';

const sliceRows = 10_000;
const compared = ['year', 'license', 'journal', 'modality', 'split', 'words', 'width', 'height'] as const;

export async function* checkSideCar(context: OpenContext): AsyncGenerator<Step> {
  const { folder, database, findings, rows } = context;
  if (!existsSync(join(folder, columnsFileName))) {
    findings.look('Side-car: there is none yet; it is made when it is needed.');
    return;
  }
  yield { detail: 'Side-car', fraction: 0 };
  // Twice: another process may have saved a newer one between the two looks.
  const saved = savedNow(context) ?? savedNow(context);
  if (!saved) {
    findings.note({
      part: 'side-car',
      severity: 'warning',
      message: 'The side-car of columns is damaged, or belongs to another state of the database.',
      remedy: 'Nothing: it is made again by itself when the corpus is opened.',
      examples: [columnsFileName],
    });
    return;
  }
  if (saved.rows < rows) {
    findings.look(
      `Side-car: it knows ${partOf(saved.rows, rows, 'row')}; the rest is read when the corpus is opened.`,
    );
  }
  const columns = new Columns(database, saved);
  columns.catchUp();
  yield* compareValues(context, columns);
}

function savedNow({ folder, database }: OpenContext): ColumnsState | undefined {
  const last = database
    .prepare(
      'SELECT (SELECT max(id) FROM figure) AS id, (SELECT max(sequence) FROM curation_log) AS sequence',
    )
    .get();
  const rows = 1 + (optionalNumber(last?.['id']) ?? -1);
  return loadColumns(folder, readMeta(database)?.corpus ?? '', rows, optionalNumber(last?.['sequence']) ?? 0);
}

/** A side-car that is whole and says something else than the rows would never be noticed otherwise. */
async function* compareValues(context: OpenContext, columns: Columns): AsyncGenerator<Step> {
  const { database, findings, rows, signal } = context;
  const select = database.prepare(
    `SELECT f.id, a.year, a.license, a.journal, f.modality, f.split, f.words, f.width, f.height
     FROM figure f JOIN article a ON a.aid = f.aid WHERE f.id BETWEEN ? AND ?`,
  );
  const differs = (row: Record<string, Cell>): boolean =>
    compared.some(
      (name) => columns.column(name).values[numberOf(row['id'])] !== Math.max(0, Number(row[name] ?? 0)),
    );
  const different = new Tally();
  const budget = new Budget(budgetOf(context));
  let looked = 0;
  for (const slice of spread(Math.ceil(rows / sliceRows))) {
    if (budget.isSpent) break;
    const first = slice * sliceRows;
    const last = Math.min(rows, first + sliceRows) - 1;
    const suspects = select.all(first, last).filter(differs);
    // Edited since the columns were read?
    if (suspects.length > 0 && columns.catchUp())
      suspects.splice(0, suspects.length, ...select.all(first, last).filter(differs));
    for (const row of suspects) different.add(`row ${numberOf(row['id'])}`);
    looked += last - first + 1;
    yield { detail: `Side-car: ${partOf(looked, rows, 'row')}`, fraction: looked / rows };
    await breathe(signal);
  }
  findings.look(`Side-car held against the rows: ${partOf(looked, rows, 'row')}.`);
  if (different.count === 0) return;
  findings.note({
    part: 'side-car',
    severity: 'error',
    message: `The side-car of columns contradicts ${things(different.count, 'row')}: filters and facets answer wrongly.`,
    remedy: `Close Figscope and delete ${columnsFileName} in the folder of the corpus; it is made again from the database.`,
    ...different.found,
  });
}
