/** How many figures the form selects, counted by the host as the query bar counts. */
import { useEffect, useState } from 'react';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { licenseCodes, splitNames, type LicenseCode, type SplitName } from '#app/domain/figure.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { countFigures, type ExportCounts } from '#renderer/stores/export-store.ts';
import { formatNoun } from '#renderer/ui/format.ts';
import { bracketed, canPass, type ExportForm, filterOf } from './export-form.ts';

export interface CountedValue<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly count: number;
}

export interface Counted {
  /** Undefined while it is counted. */
  readonly total: number | undefined;
  readonly words: string;
  readonly splits: readonly CountedValue<SplitName>[];
  readonly licenses: readonly CountedValue<LicenseCode>[];
  readonly error: ErrorRecord | undefined;
}

const licenseLabels: Readonly<Partial<Record<LicenseCode, string>>> = {
  PD: 'public domain',
  TDM: 'mining only',
  none: 'not known',
};

export function useCounts(corpus: string, form: ExportForm, query: CorpusQuery): Counted {
  const [counts, setCounts] = useState<{ key: string; counts: ExportCounts }>();
  const [error, setError] = useState<ErrorRecord>();
  const { withoutSplits, withoutLicenses } = form;
  const filter = [
    bracketed(filterOf(form, query)),
    ...(withoutSplits.length === 0 ? [] : [`-split:${withoutSplits.join(',')}`]),
    ...(withoutLicenses.length === 0 ? [] : [`-license:${withoutLicenses.join(',')}`]),
  ]
    .filter((part) => part !== '')
    .join(' ');
  const text = form.onlyQuery ? query.text : '';
  const key = JSON.stringify([corpus, text, filter]);
  useEffect(() => {
    const stop = new AbortController();
    countFigures(corpus, { text, filter }, stop.signal).then(
      (found) => {
        setCounts({ key, counts: found });
        setError(undefined);
      },
      (thrown: unknown) => {
        if (!stop.signal.aborted) setError(errorRecord(thrown));
      },
    );
    return () => stop.abort();
  }, [corpus, filter, key, text]);
  const known = counts?.counts;
  // A facet is counted without what the filter says about it: values that the query leaves out are no choice here.
  const given = filterOf(form, query);
  const total = counts?.key === key ? counts.counts.total : undefined;
  const words =
    total === undefined ? 'Counting' : total === 0 ? 'No figures match' : formatNoun(total, 'figure');
  return {
    total,
    words,
    splits: splitNames
      .filter((value) => canPass(given, 'split', value))
      .flatMap((value) => countOf(value, value, known?.bySplit, withoutSplits)),
    licenses: licenseCodes
      .filter((value) => canPass(given, 'license', value))
      .flatMap((value) => countOf(value, licenseLabels[value] ?? value, known?.byLicense, withoutLicenses)),
    error,
  };
}

/** What occurs, or was taken out and may be wanted again. */
function countOf<V extends string>(
  value: V,
  label: string,
  counts: Readonly<Record<string, number>> | undefined,
  without: readonly V[],
): readonly CountedValue<V>[] {
  const count = counts?.[value] ?? 0;
  return count > 0 || without.includes(value) ? [{ value, label, count }] : [];
}
