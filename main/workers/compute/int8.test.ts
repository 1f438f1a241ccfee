/** What int8 changes for a trained model: the shipped sample-nano on newly drawn figures with their captions. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anyEngine } from '#app/domain/engine.ts';
import { retrievalRanksBothWays, recallAtK } from '#app/ml/metrics/retrieval.ts';
import { compareFeatures } from '#main/engine/precision-report.ts';
import { sampleFigures } from '#main/ingest/sample/sample-corpus.ts';
import { encodeImages, encodeTexts } from './encode.ts';
import { Executors } from './executors.ts';
import { ModelCache } from './model-cache.ts';

const nano = join(import.meta.dirname, '../../../resources/trained/sample-nano');
const FIGURES = 100;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'figscope-int8-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('keeps the features of sample-nano, and nearly all ranks', async () => {
  const paths: string[] = [];
  const captions: string[] = [];
  // Another seed than the one that the model was trained on.
  for await (const item of sampleFigures({ seed: 7, count: FIGURES, directory: folder })) {
    if (item.kind !== 'figure' || item.figure.image.source.kind !== 'file') continue;
    paths.push(item.figure.image.source.path);
    captions.push(item.figure.caption);
  }
  const models = new ModelCache(new Executors({ threads: 1 }));
  const features = async (precision: 'fp32' | 'int8') => {
    using loaded = await models.use(nano, { ...anyEngine, engine: 'onnxruntime', precision });
    const images = await encodeImages(loaded, paths, 'exact');
    const texts = (await encodeTexts(loaded, captions)).features;
    return { images, texts, ranks: retrievalRanksBothWays(images, texts, loaded.config.embedDim) };
  };
  const fp32 = await features('fp32');
  const int8 = await features('int8');
  const images = compareFeatures(int8.images, fp32.images, FIGURES);
  const texts = compareFeatures(int8.texts, fp32.texts, FIGURES);
  for (const { min } of [images, texts]) expect(min).toBeGreaterThan(0.999);

  const lines: string[] = [];
  for (const direction of ['imageToText', 'textToImage'] as const) {
    const [before, after] = [fp32.ranks[direction], int8.ranks[direction]];
    const moved = before.filter((rank, index) => rank !== after[index]).length;
    const [r5, r5Int8] = [recallAtK(before, 5), recallAtK(after, 5)];
    expect(Math.abs(r5 - r5Int8)).toBeLessThanOrEqual(0.03);
    lines.push(
      `${direction}: ${moved} of ${FIGURES} ranks differ, R@5 ${r5.toFixed(2)} and ${r5Int8.toFixed(2)}`,
    );
  }
  const cosines = `images ${images.min.toFixed(5)}, texts ${texts.min.toFixed(5)}`;
  process.stderr.write(`sample-nano, int8 against fp32: least cosine ${cosines}; ${lines.join('; ')}\n`);
});
