/** Synthetic rows in order from any row on, made by two threads: words in one, everything else in this one. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import * as z from 'zod';
import type { FigureRecord } from '#app/domain/figure.ts';
import { rowsPerSlice } from '../large-transaction.ts';
import { RowMaker } from './row-facts.ts';
import { TextMaker, type TextBatch } from './text-maker.ts';

/** Beside the source, or in the build beside the data worker. */
const entry = new URL(
  import.meta.url.endsWith('.ts') ? './text-thread.ts' : './synthetic-texts.mjs',
  import.meta.url,
);
/** Batches that the thread is ahead: enough for it never to wait. */
const batchesAhead = 8;

const batch = z.object({
  bytes: z.instanceof(Uint8Array<ArrayBuffer>),
  ends: z.instanceof(Uint32Array<ArrayBuffer>),
});

/** Texts of rows [first, end) in batches of a slice. Leaving the loop ends the thread. */
async function* textBatches(seed: number, first: number, end: number): AsyncGenerator<TextBatch> {
  const thread = new Worker(entry, { name: 'synthetic texts', execArgv: [], workerData: seed });
  const made: TextBatch[] = [];
  let failure: unknown;
  thread.on('message', (message: unknown) => made.push(batch.parse(message)));
  thread.on('error', (error) => (failure = error));
  let ordered = first;
  const orderMore = (): void => {
    if (ordered >= end) return;
    const rows = Math.min(rowsPerSlice, end - ordered);
    thread.postMessage({ first: ordered, rows });
    ordered += rows;
  };
  try {
    for (let ahead = 0; ahead < batchesAhead; ahead += 1) orderMore();
    for (let row = first; row < end; row += rowsPerSlice) {
      // An error rejects here.
      while (made.length === 0 && failure === undefined) await once(thread, 'message');
      const next = made.shift();
      if (!next) throw failure;
      orderMore();
      yield next;
    }
  } finally {
    await thread.terminate();
  }
}

/** Records of rows [first, end), a slice at a time: the same for the same seed, wherever they begin. */
export async function* syntheticRows(
  seed: number,
  first: number,
  end: number,
): AsyncGenerator<FigureRecord[]> {
  const maker = new RowMaker(seed);
  const titles = new TextMaker(seed);
  const titleOf = (article: number): string => titles.title(article);
  let row = first;
  for await (const { bytes, ends } of textBatches(seed, first, end)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const records: FigureRecord[] = [];
    for (let index = 0, start = 0; index < ends.length; index += 2, row += 1) {
      const caption = text.toString('latin1', start, ends[index]);
      const mention = text.toString('latin1', ends[index], ends[index + 1]);
      start = ends[index + 1];
      records.push(maker.record(row, { caption, mention, titleOf }));
    }
    yield records;
  }
}
