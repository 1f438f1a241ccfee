/** Writes a corpus, or the part of it that a query names, as files that other programs read. */
import { resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { ExportOptions, ExportResult } from '#app/domain/export.ts';
import { licenseCodes, splitNames } from '#app/domain/figure.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { imageBytesOf } from '#main/store/attribution.ts';
import type { Corpus } from '#main/store/corpus.ts';
import { claimFolder, inspectFolder } from './claim-folder.ts';
import { exportError } from './export-error.ts';
import { ExportFiles } from './export-files.ts';
import type { ExportIdentity, ExportState } from './export-state.ts';
import { finishExport, resultOf } from './finish-export.ts';
import { runExport, type ExportRun } from './run-export.ts';
import { selectFigures, type Selection } from './select-figures.ts';
import { readSkipped, SkippedList } from './skipped-list.ts';

export interface ExportUpdate {
  readonly progress?: Progress;
  /** In the last update. */
  readonly result?: ExportResult;
}

export type ExportRequest = Omit<ExportOptions, 'corpus'>;

/** For tests: how often progress is made safe, how large files become, how long a lock is waited for. */
export type ExportPace = Pick<ExportRun, 'checkpointIntervalMs' | 'parquetLimits'> & {
  readonly lockPatienceMs?: number;
};

/**
 * Exports what matches into a new or empty folder. Interrupted or killed, the same call goes on and ends with the same
 * bytes; when everything is there already it only reports. A figure whose image cannot be read is left out and listed.
 *
 * Throws invalid-input (a filter that cannot be read, a path that is a file), conflict (a folder with something else in
 * it, a corpus that has changed since), storage-full, permission-denied, cancelled.
 */
export async function* exportCorpus(
  corpus: Corpus,
  request: ExportRequest,
  signal: AbortSignal,
  pace: ExportPace = {},
): AsyncGenerator<ExportUpdate> {
  const out = resolve(request.out);
  const selection = selectFigures(corpus, request);
  const identity = identityOf(corpus, request);
  try {
    if (request.dryRun) {
      await inspectFolder(out, identity);
      yield* rehearse(corpus, selection, signal);
      return;
    }
    await using claimed = await claimFolder(out, identity, pace.lockPatienceMs);
    if (claimed.found.kind === 'complete') {
      const { manifest } = claimed.found;
      yield { result: await resultOf(out, manifest, await readSkipped(out)) };
      return;
    }
    yield* exportInto(out, { corpus, selection, state: claimed.found.state, signal, ...pace });
  } catch (thrown) {
    throw exportError(thrown, out);
  }
}

async function* exportInto(
  out: string,
  run: Omit<ExportRun, 'files' | 'skipped'>,
): AsyncGenerator<ExportUpdate> {
  const files = await ExportFiles.at(out, run.state);
  try {
    const skipped = await SkippedList.open(files, run.corpus.rows);
    const whole = { ...run, files, skipped };
    for await (const progress of runExport(whole)) yield { progress };
    const manifest = await finishExport(whole);
    yield { result: await resultOf(out, manifest, skipped.first) };
  } finally {
    await files.close();
  }
}

function identityOf(corpus: Corpus, request: ExportRequest): ExportState['identity'] {
  const { format, filter, text, splits, licenses, shardFigures } = request;
  const identity: ExportIdentity = {
    corpus: corpus.meta.corpus,
    revision: corpus.revision,
    format,
    filter: filter.trim(),
    text: text.trim(),
    splits: splitNames.filter((name) => splits.includes(name)),
    licenses: licenseCodes.filter((code) => licenses.includes(code)),
    shardFigures,
  };
  return identity;
}

/** Counts what an export would hold. Images are not opened, so that one that is gone is still counted. */
async function* rehearse(
  corpus: Corpus,
  { total, byLicense, bySplit, passes }: Selection,
  signal: AbortSignal,
): AsyncGenerator<ExportUpdate> {
  let bytes = 0;
  let pages = 0;
  for (const pass of passes) {
    for (const pageBytes of imageBytesOf(corpus, pass.rows(-1))) {
      if (signal.aborted) throw new FigscopeError('cancelled', 'The export was cancelled.');
      bytes += pageBytes;
      pages += 1;
      if (pages % 100 === 0) {
        // Lets a cancellation through.
        await setImmediate();
        yield {
          progress: { done: Math.min(total, pages * 1000), total, unit: 'figures', detail: 'Counting' },
        };
      }
    }
  }
  yield { result: { figures: total, files: 0, bytes, byLicense, bySplit, skipped: [], skippedCount: 0 } };
}
