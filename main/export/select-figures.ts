/** Which rows an export holds, and the order in which it goes through them. */
import type { ExportFormat } from '#app/domain/export.ts';
import { licenseCodes, splitNames, type LicenseCode, type SplitName } from '#app/domain/figure.ts';
import type { Corpus } from '#main/store/corpus.ts';
import { parseQuery, selectedRows } from '#main/store/view.ts';

/** Formats with one table for everything; the others have files for each split. */
const inOneTable: ReadonlySet<ExportFormat> = new Set(['csv', 'jsonl']);

export interface Selection {
  readonly total: number;
  readonly bySplit: Readonly<Record<string, number>>;
  readonly byLicense: Readonly<Record<string, number>>;
  /** One after the other; within each, rows ascend. */
  readonly passes: readonly Pass[];
}

export interface Pass {
  /** Undefined: figures of every split. */
  readonly split: SplitName | undefined;
  rows(afterId: number): Generator<number>;
}

interface Wanted {
  readonly format: ExportFormat;
  readonly filter: string;
  readonly text: string;
  readonly splits: readonly SplitName[];
  readonly licenses: readonly LicenseCode[];
}

/**
 * Rows that match, as they are now. Holds at most four bytes per row of the corpus. Throws invalid-input for a filter
 * that cannot be read.
 */
export function selectFigures(corpus: Corpus, wanted: Wanted): Selection {
  const { format, filter, text, splits, licenses } = wanted;
  const found = selectedRows(corpus, parseQuery({ filter, text }));
  const count = found?.length ?? corpus.rows;
  const splitOf = corpus.columns.column('split').values.slice(0, corpus.rows);
  const licenseOf = corpus.columns.column('license').values.slice(0, corpus.rows);
  const inSplits = splitNames.map((name) => splits.length === 0 || splits.includes(name));
  const inLicenses = licenseCodes.map((code) => licenses.length === 0 || licenses.includes(code));

  function* rows(afterId: number, split: number | undefined): Generator<number> {
    for (let at = 0; at < count; at += 1) {
      const id = found?.[at] ?? at;
      if (id <= afterId || (split !== undefined && splitOf[id] !== split)) continue;
      if (inSplits[splitOf[id] ?? 0] && inLicenses[licenseOf[id] ?? 0]) yield id;
    }
  }

  const perSplit = new Map<number, number>();
  const perLicense = new Map<number, number>();
  let total = 0;
  for (const id of rows(-1, undefined)) {
    total += 1;
    perSplit.set(splitOf[id] ?? 0, (perSplit.get(splitOf[id] ?? 0) ?? 0) + 1);
    perLicense.set(licenseOf[id] ?? 0, (perLicense.get(licenseOf[id] ?? 0) ?? 0) + 1);
  }
  return {
    total,
    bySplit: named(splitNames, perSplit),
    byLicense: named(licenseCodes, perLicense),
    passes: inOneTable.has(format)
      ? [{ split: undefined, rows: (afterId) => rows(afterId, undefined) }]
      : splitNames.map((split, code) => ({ split, rows: (afterId) => rows(afterId, code) })),
  };
}

const named = (names: readonly string[], counts: ReadonlyMap<number, number>): Record<string, number> =>
  Object.fromEntries(
    names.flatMap((name, code) => (counts.has(code) ? [[name, counts.get(code) ?? 0]] : [])),
  );
