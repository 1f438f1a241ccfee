/**
 * Many rows in one transaction: fewer commits, each of which writes the same pages of indexes and a segment of the
 * text index again. Between slices the process answers what it is asked, and an edit of another process that waits
 * ends the transaction early.
 */
import type { FigureRecord, Rejection } from '#app/domain/figure.ts';
import { addCounts, noCounts, type WriteCounts } from './write-counts.ts';
import type { CorpusWriter } from './writer.ts';

/** Rows between two looks at who waits: about 40 ms of work. */
export const rowsPerSlice = 500;

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/**
 * Writes slices of records of a started source. Returns when all of them are committed, with what they added;
 * duplicates that are skipped are added to `rejections`. Throws as writeBatch does; what was committed by then stays.
 * @param slices must come quickly: nobody else can write between two of them
 */
export async function writeLarge(
  writer: CorpusWriter,
  source: string,
  slices: Iterable<readonly FigureRecord[]> | AsyncIterable<readonly FigureRecord[]>,
  rejections: Rejection[],
): Promise<WriteCounts> {
  const counts = noCounts();
  let refused = rejections.splice(0);
  let transaction = writer.openTransaction();
  const write = (records: readonly FigureRecord[]): void => {
    addCounts(counts, writer.writeBatch(source, records, refused));
    rejections.push(...refused);
    refused = [];
  };
  try {
    for await (const records of slices) {
      write(records);
      await nextTurn();
      if (!writer.isAwaited()) continue;
      transaction.commit();
      await writer.letOthersWrite();
      transaction = writer.openTransaction();
    }
    if (refused.length > 0) write([]);
    transaction.commit();
  } finally {
    transaction[Symbol.dispose]();
  }
  return counts;
}

/** A list in slices. */
export function* inSlices(records: readonly FigureRecord[]): Generator<readonly FigureRecord[]> {
  for (let first = 0; first < records.length; first += rowsPerSlice)
    yield records.slice(first, first + rowsPerSlice);
}
