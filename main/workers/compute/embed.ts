/** Vectors for every row of a corpus that has none yet, in row order, committed as it goes. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { writeFileAtomically } from '#main/store/atomic-file.ts';
import { openCorpusReader } from '#main/store/corpus-reader.ts';
import { openVectorWriter } from '#main/store/vector-writer.ts';
import { reportStep } from '../heartbeat.ts';
import { withDiskErrors } from './disk-error.ts';
import { embedImages } from './embed-images.ts';
import { embedTexts } from './embed-texts.ts';
import { BatchLimit } from './encode-batches.ts';
import type { LoadedModel } from './model-cache.ts';

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

/** Rows between two commits: what a crash can cost. */
const rowsPerCommit = 512;

/** @param pauseAsked when true, ends as soon as no row would be made twice; the rest is another call's */
export async function* embed(
  loaded: LoadedModel,
  request: EmbedRequest,
  signal: AbortSignal,
  pauseAsked: () => boolean,
): AsyncGenerator<EmbedChunk> {
  const { corpusFolder, embeddingFolder, batch } = request;
  const dimension = loaded.config.embedDim;
  const limit = new BatchLimit(batch);
  const passport = JSON.stringify({ ...loaded.passport, model: request.model }, null, 2);
  await withDiskErrors('the passport of the embedding', async () => {
    await mkdir(embeddingFolder, { recursive: true });
    writeFileAtomically(join(embeddingFolder, 'passport.json'), [new TextEncoder().encode(passport)]);
  });
  using corpus = openCorpusReader(corpusFolder);
  const total = corpus.count * request.sides.length;
  const made = { image: 0, text: 0 };
  const seconds = { image: 0, text: 0 };
  let failed = 0;
  let done = 0;
  let paused = false;
  for (const side of request.sides) {
    if (paused) break;
    using vectors = openVectorWriter(embeddingFolder, dimension, side);
    done += vectors.committed;
    let uncommitted = 0;
    const startedAt = performance.now();
    const work = { rows: corpus.rows(vectors.committed), corpusFolder, batch };
    const embedded = side === 'image' ? embedImages(loaded, work, limit) : embedTexts(loaded, work, limit);
    try {
      for await (const { rows, finished } of embedded) {
        signal.throwIfAborted();
        made[side] += rows;
        done += rows;
        reportStep(done);
        if (finished) {
          vectors.append(finished.features);
          for (const { id, reason } of finished.failed) vectors.fail(id, reason);
          failed += finished.failed.length;
          uncommitted += finished.features.length / dimension;
        }
        if (uncommitted >= rowsPerCommit) {
          vectors.commit();
          uncommitted = 0;
        }
        const detail = limit.note === undefined ? `${side} side` : `${side} side. ${limit.note}`;
        yield { progress: { done, total, unit: side === 'image' ? 'images' : 'texts', detail } };
        // Without a turn of the event loop the word to pause would not arrive.
        await nextTurn();
        // Rows that wait for others of their window would be made twice.
        paused = finished !== undefined && pauseAsked();
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
