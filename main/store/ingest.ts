/**
 * Takes a stream of import items into a corpus: batches of rows in transactions as large as a second of work, which end
 * early when an edit waits, with news for whoever watches.
 */
import type { FigureRecord, IngestItem, Rejection } from '#app/domain/figure.ts';
import type { Progress } from '#app/domain/job.ts';
import { FigscopeError } from '#app/util/error.ts';
import { inSlices, writeLarge } from './large-transaction.ts';
import type { TextIndexLoad } from './text-index-load.ts';
import { addCounts, noCounts, type WriteCounts } from './write-counts.ts';
import type { CorpusWriter } from './writer.ts';

/** New rows are seen about that late. */
const transactionTargetMs = 1000;
const firstBatchRows = 64;
const largestBatchRows = 25_000;
/** From batches of so many rows on the text index is merged by us, not at every commit. */
const loadRows = 8000;
const longestWaitMs = 1000;
const progressIntervalMs = 250;

export interface IngestUpdate {
  readonly progress?: Progress;
  /** What was not taken since the last update. */
  readonly rejected: Rejection[];
  /** Figures of this run that are durable by now. */
  readonly committed?: number;
}

export interface IngestOptions {
  readonly signal?: AbortSignal;
  /** Called for every item: shows that the import moves. */
  readonly onItem?: () => void;
  /** Called whenever every item that was taken from the source so far is durable. */
  readonly onStored?: () => void;
}

/**
 * Writes all items of one source and returns what they added. When the signal fires or the source throws, rows that
 * were already read are committed first; the same import run again goes on from there.
 */
export async function* ingest(
  writer: CorpusWriter,
  source: string,
  items: AsyncIterable<IngestItem>,
  { signal, onItem, onStored }: IngestOptions = {},
): AsyncGenerator<IngestUpdate, WriteCounts> {
  const counts = noCounts();
  let records: FigureRecord[] = [];
  let rejections: Rejection[] = [];
  let batchRows = firstBatchRows;
  let flushedAt = performance.now();
  let reportedAt = -Infinity;
  /** A batch that could not be written is gone: nothing after it may be called stored. */
  let hasLost = false;

  let load: TextIndexLoad | undefined;

  const flush = async (): Promise<IngestUpdate | undefined> => {
    flushedAt = performance.now();
    if (records.length === 0 && rejections.length === 0) {
      if (!hasLost) onStored?.();
      return undefined;
    }
    const [taken, rejected] = [records, rejections];
    records = [];
    rejections = [];
    hasLost = true;
    if (taken.length >= loadRows) load ??= writer.beginTextLoad();
    addCounts(counts, await writeLarge(writer, source, inSlices(taken), rejected));
    hasLost = false;
    load?.noteCommit();
    for (const _step of load?.merge() ?? []) await writer.breathe();
    onStored?.();
    const elapsedMs = Math.max(1, performance.now() - flushedAt);
    // A first row that waits for a lock must not shrink all later batches to nothing, nor one fast batch grow them.
    const fitting = Math.round(taken.length * (transactionTargetMs / elapsedMs));
    batchRows = Math.min(largestBatchRows, Math.max(firstBatchRows, Math.min(fitting, 2 * batchRows)));
    flushedAt = performance.now();
    return { rejected, committed: counts.figures };
  };

  writer.startSource(source);
  try {
    for await (const item of items) {
      onItem?.();
      if (signal?.aborted) throw new FigscopeError('cancelled', 'The import was cancelled.');
      if (item.kind === 'figure') records.push(item.figure);
      else if (item.kind === 'rejected') rejections.push(item.rejection);
      else if (performance.now() - reportedAt >= progressIntervalMs) {
        reportedAt = performance.now();
        yield { progress: progressOf(item), rejected: [] };
      }
      const waitedMs = performance.now() - flushedAt;
      if (records.length >= batchRows || waitedMs >= longestWaitMs) {
        const update = await flush();
        if (update) yield update;
      }
    }
    const last = await flush();
    if (last) yield last;
  } finally {
    // Cancelled, left by its reader, or the source broke: what was read is kept.
    await flush();
    load?.restore();
  }
  for (const _step of load?.finish(2 * counts.figures > writer.rows()) ?? []) await writer.breathe();
  writer.finishSource(source);
  return counts;
}

function progressOf({ done, total, detail }: Extract<IngestItem, { kind: 'progress' }>): Progress {
  return { done, ...(total === undefined ? {} : { total }), unit: 'items', detail };
}
