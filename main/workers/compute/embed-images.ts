/** The image side of an embedding: images are prepared in threads, some batches ahead of the engine. */
import type { CorpusRow } from '#main/store/corpus-reader.ts';
import { preprocessingOf } from './encode.ts';
import { type BatchLimit, encodeInBatches } from './encode-batches.ts';
import { type EmbeddedRows, type FinishedRows, inGroups } from './embedded-rows.ts';
import type { LoadedModel } from './model-cache.ts';
import { PreparationThreads } from './preparation-threads.ts';

/** Enough for the threads to go on with while the engine is busy with one. */
const batchesAhead = 2;

export interface ImageRows {
  readonly rows: Iterable<CorpusRow>;
  readonly corpusFolder: string;
  readonly batch: number;
}

export async function* embedImages(
  loaded: LoadedModel,
  { rows, corpusFolder, batch }: ImageRows,
  limit: BatchLimit,
): AsyncGenerator<EmbeddedRows> {
  await using threads = new PreparationThreads({ corpusFolder, preprocessing: preprocessingOf(loaded) });
  const groups = inGroups(rows, batch);
  const ahead: Promise<PreparedBatch>[] = [];
  const prepareNext = () => {
    const { value, done } = groups.next();
    if (done) return;
    const preparing = prepareBatch(loaded, value, threads);
    // Whoever takes it gets the error; until then it must not count as unhandled.
    preparing.catch(() => undefined);
    ahead.push(preparing);
  };
  for (let group = 0; group <= batchesAhead; group++) prepareNext();
  for (let next = ahead.shift(); next; next = ahead.shift()) {
    const prepared = await next;
    prepareNext();
    yield { rows: prepared.rows, finished: await embedBatch(loaded, prepared, limit) };
  }
}

interface PreparedBatch {
  readonly rows: number;
  /** [rows, 3, size, size]; zero where an image could not be read. */
  readonly images: Float32Array;
  readonly failed: readonly { readonly row: number; readonly id: number; readonly reason: string }[];
}

async function prepareBatch(
  { config }: LoadedModel,
  rows: readonly CorpusRow[],
  threads: PreparationThreads,
): Promise<PreparedBatch> {
  const pixels = 3 * config.preprocess.size ** 2;
  const images = new Float32Array(rows.length * pixels); // [rows, 3, size, size]
  const failed: { row: number; id: number; reason: string }[] = [];
  const copy = async ({ id, source }: CorpusRow, row: number) => {
    const answer = await threads.prepare(source);
    if ('pixels' in answer) images.set(answer.pixels, row * pixels);
    else failed.push({ row, id, reason: answer.reason });
  };
  await Promise.all(rows.map(copy));
  return { rows: rows.length, images, failed };
}

async function embedBatch(
  { model }: LoadedModel,
  { rows, images, failed }: PreparedBatch,
  limit: BatchLimit,
): Promise<FinishedRows> {
  const encode = (part: Float32Array, count: number) => model.encodeImages(part, count);
  const features = await encodeInBatches(rows, images, encode, limit); // [rows, embed]
  const width = features.length / rows;
  for (const { row } of failed) features.fill(0, row * width, (row + 1) * width);
  return { features, failed };
}
