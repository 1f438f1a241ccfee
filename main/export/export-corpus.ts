/** Writes a corpus, or the part of it that a query names, as files that other programs read. */
import type { ExportOptions, ExportResult } from '#app/domain/export.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { Corpus } from '#main/store/corpus.ts';

export interface ExportUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly result?: ExportResult;
}

export type ExportRequest = Omit<ExportOptions, 'corpus'>;

export async function* exportCorpus(
  _corpus: Corpus,
  request: ExportRequest,
  _signal: AbortSignal,
): AsyncGenerator<ExportUpdate> {
  throw new FigscopeError('unsupported', `There is no export as ${request.format} yet.`);
}
