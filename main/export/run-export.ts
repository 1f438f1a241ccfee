/**
 * The loop of an export: rows in order, read ahead, written, with a checkpoint every few seconds. A checkpoint names a
 * row, and the sizes that the open files had after it; whoever goes on cuts them back to that and continues behind the
 * row, so that the bytes are those of an export that nobody interrupted.
 */
import { mapOrdered } from '#app/util/ordered.ts';
import type { FigureDetail } from '#app/domain/corpus.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { Corpus } from '#main/store/corpus.ts';
import { figureDetail } from '#main/store/figure-detail.ts';
import type { ExportFiles } from './export-files.ts';
import { exportImage } from './export-image.ts';
import { firstShard, writeState, type ExportState, type ExportTally } from './export-state.ts';
import type { FormatWriter, ParquetLimits } from './format-writer.ts';
import { createWriter } from './formats.ts';
import { sampleOf, type Sample } from './sample.ts';
import type { Selection } from './select-figures.ts';
import type { SkippedList } from './skipped-list.ts';

/** Images read ahead of the writer. */
const readAhead = 8;
const progressIntervalMs = 250;
const checkpointIntervalMs = 2000;

export interface ExportRun {
  readonly corpus: Corpus;
  readonly selection: Selection;
  readonly files: ExportFiles;
  readonly skipped: SkippedList;
  /** Changed as the export proceeds. */
  readonly state: ExportState;
  readonly signal: AbortSignal;
  /** Between two checkpoints; 0: at every boundary. */
  readonly checkpointIntervalMs?: number;
  readonly parquetLimits?: ParquetLimits;
}

/** Writes every pass that is not written yet, and yields progress. */
export async function* runExport(run: ExportRun): AsyncGenerator<Progress> {
  const { selection, files, state } = run;
  const pace = { checkpointAt: performance.now(), progressAt: -Infinity };
  while (state.pass < selection.passes.length) {
    const pass = selection.passes[state.pass];
    const { shardFigures, format } = state.identity;
    const writer = createWriter(format, {
      files,
      split: pass.split,
      shard: state.shard,
      shardFigures,
      corpus: run.corpus.meta.name,
      parquetLimits: run.parquetLimits,
    });
    yield* runPass(run, writer, pace);
    await writer.end();
    state.pass += 1;
    state.afterId = -1;
    Object.assign(state.shard, firstShard());
    await checkpoint(run);
  }
}

async function* runPass(
  run: ExportRun,
  writer: FormatWriter,
  pace: { checkpointAt: number; progressAt: number },
): AsyncGenerator<Progress> {
  const { selection, state, signal, skipped } = run;
  const { tally } = state;
  const intervalMs = run.checkpointIntervalMs ?? checkpointIntervalMs;
  const rows = selection.passes[state.pass].rows(state.afterId);
  for await (const loaded of mapOrdered(rows, readAhead, (id) => load(run.corpus, id, writer))) {
    if (signal.aborted) throw new FigscopeError('cancelled', 'The export was cancelled.');
    const nowMs = performance.now();
    if ('thrown' in loaded) {
      await skipped.add(loaded.figure, loaded.thrown);
      tally.skipped += 1;
    } else {
      if (nowMs - pace.checkpointAt >= intervalMs && writer.isBoundary(loaded)) {
        await writer.settle();
        await checkpoint(run);
        pace.checkpointAt = performance.now();
      }
      await writer.add(loaded);
      count(tally, loaded);
    }
    state.afterId = loaded.figure.id;
    if (nowMs - pace.progressAt >= progressIntervalMs) {
      pace.progressAt = nowMs;
      const done = tally.figures + tally.skipped;
      yield { done, total: selection.total, unit: 'figures', detail: loaded.figure.article.key };
    }
  }
}

type Loaded = Sample | { readonly figure: FigureDetail; readonly thrown: unknown };

async function load(corpus: Corpus, id: number, writer: FormatWriter): Promise<Loaded> {
  const figure = figureDetail(corpus, id);
  let sample: Sample;
  try {
    sample = sampleOf(figure, await exportImage(figure.image, corpus.folder));
  } catch (thrown) {
    return { figure, thrown };
  }
  await writer.place?.(sample);
  return sample;
}

function count(tally: ExportTally, { figure, image }: Sample): void {
  const add = (counts: Record<string, number>, key: string): void => {
    counts[key] = (counts[key] ?? 0) + 1;
  };
  tally.figures += 1;
  if (figure.caption !== '') tally.captioned += 1;
  if (image.convertedFrom !== undefined) tally.converted += 1;
  add(tally.bySplit, figure.split);
  add(tally.byLicense, figure.article.license);
  add(tally.byStatus, figure.curation.status);
  tally.imageBytes += image.bytes.length;
}

/** Everything so far on the disk, then the word that it is. */
async function checkpoint({ files, state }: ExportRun): Promise<void> {
  await files.sync();
  state.finished = [...files.finished];
  state.open = files.open;
  writeState(files.root, state);
  await files.removeObsolete();
}
