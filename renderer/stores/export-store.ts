/** The export dialog: what is to be exported, how much that is, and the job that came of it. */
import { create } from 'zustand';
import type { CorpusQuery } from '#app/domain/corpus.ts';
import { defaultShardFigures, type ExportOptions, type ExportResult } from '#app/domain/export.ts';
import { type ErrorRecord, errorRecord } from '#app/util/error.ts';
import { host } from './client.ts';
import { recordCommand } from './command-line-store.ts';
import { figscopeLine, option } from './command-text.ts';

export interface ExportState {
  /** Undefined: the dialog is closed. */
  readonly corpus: string | undefined;
  /** What the view showed when it was opened. */
  readonly query: Pick<CorpusQuery, 'text' | 'filter'>;
  /** Figures that were picked by hand, which `query` then names; undefined: it is the query of the view. */
  readonly picked: number | undefined;
  /** Under way or ended; undefined while choosing. */
  readonly job: string | undefined;
  readonly out: string;
  readonly error: ErrorRecord | undefined;
}

const closed: ExportState = {
  corpus: undefined,
  query: { text: '', filter: '' },
  picked: undefined,
  job: undefined,
  out: '',
  error: undefined,
};

export const useExportStore = create<ExportState>()(() => closed);
const { setState } = useExportStore;

/** @param picked how many figures the query names one by one */
export const openExport = (
  corpus: string,
  { text, filter }: Pick<CorpusQuery, 'text' | 'filter'>,
  picked?: number,
): void => setState({ ...closed, corpus, query: { text, filter }, picked });

/** Closes the dialog; a job that has started goes on. */
export const closeExport = (): void => setState(closed);

/** Back to the choices, after a job that failed. */
export const chooseAgain = (): void => setState({ job: undefined, error: undefined });

export async function startExport(options: ExportOptions): Promise<void> {
  setState({ error: undefined });
  try {
    const { job } = await host()['export.start'](options);
    recordCommand(exportLine(options));
    setState({ job, out: options.out });
  } catch (thrown) {
    setState({ error: errorRecord(thrown) });
  }
}

/** What a finished job wrote. */
export const exportReport = (job: string): Promise<ExportResult> => host()['export.report']({ job });

export interface ExportCounts {
  readonly total: number;
  /** Of each licence and each split, whatever is chosen of the same kind. */
  readonly byLicense: Readonly<Record<string, number>>;
  readonly bySplit: Readonly<Record<string, number>>;
}

/** How many figures a query selects, and under which licences. */
export async function countFigures(
  corpus: string,
  query: Pick<CorpusQuery, 'text' | 'filter'>,
  signal: AbortSignal,
): Promise<ExportCounts> {
  const { total, facets } = await host()['corpus.query'](
    { corpus, query, facets: ['license', 'split'] },
    { signal },
  );
  const counts = (values: readonly { value: string; count: number }[] = []) =>
    Object.fromEntries(values.map(({ value, count }) => [value, count]));
  return { total, byLicense: counts(facets.license), bySplit: counts(facets.split) };
}

export function exportLine(options: ExportOptions): string {
  const { corpus, format, out, filter, text, splits, licenses, shardFigures } = options;
  const isSharded = format === 'webdataset' && shardFigures !== defaultShardFigures;
  return figscopeLine(
    'export',
    corpus,
    '--format',
    format,
    '--out',
    out,
    ...option('--filter', filter),
    ...option('--text', text),
    ...option('--split', splits.join(',')),
    ...option('--licenses', licenses.join(',')),
    ...option('--shard-figures', isSharded ? shardFigures : undefined),
  );
}
