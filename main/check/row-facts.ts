/** Rows of figures that contradict each other, the articles or the dictionaries. */
import { imageSource, licenseCodes, splitNames } from '#app/domain/figure.ts';
import { numberOf } from '#main/store/cells.ts';
import { budgetOf, type OpenContext } from './context.ts';
import { partOf, Tally, things } from './findings.ts';
import { breathe, Budget, spread, type Step } from './pace.ts';
import { importAgain, restore } from './remedies.ts';

/** Rows looked at in one statement: well below 100 ms. */
const sliceRows = 10_000;

const sourceKinds = imageSource.options.map(({ shape }) => `'${shape.kind.value}'`).join(', ');

interface Rule {
  /** True for a row that breaks it; `f` figure, `a` its article, `m` its modality, `j` the journal of its article. */
  readonly broken: string;
  readonly message: (rows: string) => string;
  readonly remedy: string;
}

const rules: readonly Rule[] = [
  {
    broken: 'a.aid IS NULL',
    message: (rows) => `${rows} belong to an article that is not there.`,
    remedy: restore,
  },
  {
    broken: `f.split NOT BETWEEN 0 AND ${splitNames.length - 1} OR a.split NOT BETWEEN 0 AND ${splitNames.length - 1}`,
    message: (rows) => `${rows} are in a split that does not exist.`,
    remedy: restore,
  },
  {
    broken: `a.license NOT BETWEEN 0 AND ${licenseCodes.length - 1}`,
    message: (rows) => `${rows} have a licence code that does not exist.`,
    remedy: restore,
  },
  {
    broken: '(f.modality <> 0 AND m.code IS NULL) OR (a.journal <> 0 AND j.code IS NULL)',
    message: (rows) => `${rows} have a modality or a journal whose name is missing.`,
    remedy: restore,
  },
  {
    broken: 'length(f.sha256) <> 32 OR f.width < 0 OR f.height < 0 OR f.size_bytes < 0 OR f.words < 0',
    message: (rows) => `${rows} hold numbers that cannot be.`,
    remedy: restore,
  },
  {
    broken: `f.source_kind NOT IN (${sourceKinds}) OR (f.source_kind IN ('file', 'tar', 'remote') AND f.source_path IS NULL)`,
    message: (rows) => `${rows} do not say where their image is.`,
    remedy: importAgain,
  },
];

const from = `FROM figure f LEFT JOIN article a ON a.aid = f.aid
  LEFT JOIN dict m ON m.kind = 'modality' AND m.code = f.modality
  LEFT JOIN dict j ON j.kind = 'journal' AND j.code = a.journal
  WHERE f.id BETWEEN ?1 AND ?2`;

/** Holds rows to the rules; a quick look at slices that are spread over the corpus. */
export async function* checkRows(context: OpenContext): AsyncGenerator<Step> {
  const { database, rows, findings, signal } = context;
  const sums = rules.map(({ broken }, index) => `coalesce(sum(${broken}), 0) AS r${index}`);
  const count = database.prepare(`SELECT count(*) AS n, ${sums.join(', ')} ${from}`);
  const examples = rules.map(({ broken }) =>
    database.prepare(`SELECT f.id AS id ${from} AND (${broken}) ORDER BY f.id LIMIT 10`),
  );
  const tallies = rules.map(() => new Tally());
  const gaps = new Tally();
  const unreadable = new Tally();
  const slices = Math.ceil(rows / sliceRows);
  const budget = new Budget(budgetOf(context));
  let looked = 0;
  for (const slice of spread(slices)) {
    if (budget.isSpent) break;
    const first = slice * sliceRows;
    const last = Math.min(rows, first + sliceRows) - 1;
    try {
      const found = count.get(first, last);
      const missing = last - first + 1 - numberOf(found?.['n']);
      if (missing > 0) gaps.add(`rows ${first} to ${last}: ${missing}`, missing);
      tallies.forEach((tally, index) => {
        const broken = numberOf(found?.[`r${index}`]);
        if (broken === 0) return;
        const ids = examples[index]?.all(first, last) ?? [];
        ids.forEach((row, at) =>
          tally.add(`row ${numberOf(row['id'])}`, at === 0 ? broken - ids.length + 1 : 1),
        );
      });
    } catch (thrown) {
      unreadable.add(`rows ${first} to ${last}: ${reason(thrown)}`, last - first + 1);
    }
    looked += last - first + 1;
    yield { detail: `Rows: ${partOf(looked, rows, 'row')}`, fraction: looked / rows };
    await breathe(signal);
  }
  findings.look(`Rows held against articles and names: ${partOf(looked, rows, 'row')}.`);
  const note = (tally: Tally, message: string, remedy: string): void => {
    if (tally.count > 0)
      findings.note({ part: 'database', severity: 'error', message, remedy, ...tally.found });
  };
  note(
    unreadable,
    `The database is damaged: among ${things(unreadable.count, 'row')} some cannot be read.`,
    restore,
  );
  note(gaps, `${things(gaps.count, 'row')} in between are missing: row numbers have gaps.`, restore);
  rules.forEach((rule, index) => {
    const tally = tallies[index];
    if (tally) note(tally, rule.message(things(tally.count, 'row')), rule.remedy);
  });
}

const reason = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** The same for what belongs to figures: paragraphs, notes, edits of rows that do not exist. */
export function checkForeignRows({ database, findings }: OpenContext): void {
  const tables = ['mention', 'figure_note', 'curation', 'curation_log'] as const;
  for (const table of tables) {
    const column = table === 'curation' ? 'id' : 'figure';
    const beyond = database
      .prepare(
        `SELECT ${column} AS figure FROM ${table}
         WHERE ${column} > (SELECT coalesce(max(id), -1) FROM figure) OR ${column} < 0 LIMIT 10`,
      )
      .all();
    if (beyond.length === 0) continue;
    findings.note({
      part: 'database',
      severity: 'error',
      message: `The table ${table} speaks of figures that are not there.`,
      remedy: restore,
      count: beyond.length,
      examples: beyond.map((row) => `row ${numberOf(row['figure'])}`),
    });
  }
}
