/** Vectors for every row of a corpus that has none yet, in row order, committed as it goes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openCorpusReader } from '#main/store/corpus-reader.ts';
import { openVectorWriter } from '#main/store/vector-writer.ts';
import { prepareImage } from '#main/images/prepare-image.ts';
import { reportStep } from '../heartbeat.ts';
import { withDiskErrors } from './disk-error.ts';
import { encodeTexts, preprocessingOf } from './encode.ts';
import type { LoadedModel } from './model-cache.ts';
import { readImageBytes } from './read-image.ts';

export interface EmbedRequest {
  /** Name of the model, for the passport. */
  readonly model: string;
  readonly corpusFolder: string;
  readonly embeddingFolder: string;
  readonly sides: readonly ('image' | 'text')[];
  readonly batch: number;
}

export interface EmbedChunk {
  readonly progress: { done: number; total: number; unit: string; detail: string };
  readonly done?: {
    images: number;
    texts: number;
    failed: number;
    imagesPerSecond: number;
    textsPerSecond: number;
    /** The pause came before the last row. */
    paused: boolean;
  };
}

interface Row {
  readonly id: number;
  readonly caption: string;
  readonly source: Parameters<typeof readImageBytes>[0];
}

/** Rows between two commits: what a crash can cost. */
const rowsPerCommit = 512;

/** @param pauseAsked when true, ends after the current batch; the rest is another call's */
export async function* embed(
  loaded: LoadedModel,
  request: EmbedRequest,
  signal: AbortSignal,
  pauseAsked: () => boolean,
): AsyncGenerator<EmbedChunk> {
  const { embeddingFolder } = request;
  const passport = JSON.stringify({ ...loaded.passport, model: request.model }, null, 2);
  await withDiskErrors('the passport of the embedding', async () => {
    await mkdir(embeddingFolder, { recursive: true });
    await writeFile(join(embeddingFolder, 'passport.json'), passport, { flush: true });
  });
  using corpus = openCorpusReader(request.corpusFolder);
  const total = corpus.count * request.sides.length;
  const made = { image: 0, text: 0 };
  const seconds = { image: 0, text: 0 };
  let failed = 0;
  let done = 0;
  let paused = false;
  for (const side of request.sides) {
    if (paused) break;
    using vectors = openVectorWriter(embeddingFolder, loaded.config.embedDim, side);
    done += vectors.committed;
    let uncommitted = 0;
    const startedAt = performance.now();
    const batches = inBatches(corpus.rows(vectors.committed), request.batch);
    try {
      for await (const batch of preparedBatches(loaded, side, batches, request.corpusFolder)) {
        signal.throwIfAborted();
        vectors.append(await batch.encode());
        for (const row of batch.failed) vectors.fail(row.id, row.reason);
        failed += batch.failed.length;
        made[side] += batch.rows;
        done += batch.rows;
        uncommitted += batch.rows;
        reportStep(done);
        if (uncommitted >= rowsPerCommit) {
          vectors.commit();
          uncommitted = 0;
        }
        yield {
          progress: { done, total, unit: side === 'image' ? 'images' : 'texts', detail: `${side} side` },
        };
        // Without a turn of the event loop the word to pause would not arrive.
        await nextTurn();
        paused = pauseAsked();
        if (paused) break;
      }
    } finally {
      // A pause, a cancel and an engine that failed keep what was made before.
      vectors.commit();
    }
    seconds[side] = (performance.now() - startedAt) / 1000;
  }
  const rate = (side: 'image' | 'text') => (seconds[side] > 0 ? made[side] / seconds[side] : 0);
  yield {
    progress: { done, total, unit: 'vectors', detail: '' },
    done: {
      images: made.image,
      texts: made.text,
      failed,
      imagesPerSecond: rate('image'),
      textsPerSecond: rate('text'),
      paused: paused && done < total,
    },
  };
}

interface PreparedBatch {
  readonly rows: number;
  readonly failed: readonly { id: number; reason: string }[];
  /** [rows, embed]; rows without a readable image are zero. */
  encode(): Promise<Float32Array>;
}

/** The next batch is decoded while the engine works on this one. */
async function* preparedBatches(
  loaded: LoadedModel,
  side: 'image' | 'text',
  batches: Iterable<Row[]>,
  corpusFolder: string,
): AsyncGenerator<PreparedBatch> {
  const prepare = (rows: Row[]) =>
    side === 'image'
      ? prepareImages(loaded, rows, corpusFolder)
      : Promise.resolve(prepareTexts(loaded, rows));
  let next: Promise<PreparedBatch> | undefined;
  for (const rows of batches) {
    const ready = next;
    next = prepare(rows);
    next.catch(() => undefined);
    if (ready) yield await ready;
  }
  if (next) yield await next;
}

async function prepareImages(loaded: LoadedModel, rows: Row[], corpusFolder: string): Promise<PreparedBatch> {
  const { size } = loaded.config.preprocess;
  const pixels = 3 * size * size;
  const images = new Float32Array(rows.length * pixels); // [rows, 3, size, size]
  const failed: { id: number; reason: string }[] = [];
  const failedRows = new Set<number>();
  await Promise.all(
    rows.map(async (row, index) => {
      try {
        const prepared = await prepareImage(
          await readImageBytes(row.source, corpusFolder),
          preprocessingOf(loaded),
          'exact',
        );
        images.set(prepared.pixels, index * pixels);
      } catch (error) {
        failed.push({ id: row.id, reason: error instanceof Error ? error.message : String(error) });
        failedRows.add(index);
      }
    }),
  );
  const encode = async () => {
    const features = await loaded.model.encodeImages(images, rows.length);
    const width = features.length / rows.length;
    for (const index of failedRows) features.fill(0, index * width, (index + 1) * width);
    return features;
  };
  return { rows: rows.length, failed, encode };
}

const prepareTexts = (loaded: LoadedModel, rows: Row[]): PreparedBatch => ({
  rows: rows.length,
  failed: [],
  encode: async () =>
    (
      await encodeTexts(
        loaded,
        rows.map((row) => row.caption),
      )
    ).features,
});

function* inBatches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
