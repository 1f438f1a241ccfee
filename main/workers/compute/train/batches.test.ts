import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runConfig } from '#app/domain/run-config.ts';
import { trainWordPiece } from '#app/ml/tokenizer/wordpiece-trainer.ts';
import { writeFigures } from '#main/cli/test-figures.ts';
import { modelTokenizer } from '#main/engine/model-tokenizer.ts';
import { loadModelPreset } from '#main/engine/model-presets.ts';
import { BatchLoader } from './batches.ts';
import type { PreparedRun } from './prepare.ts';

const pairs = 10;
const config = runConfig.parse({ model: 'nano', batchSize: 4, seed: 3 });
const stepsPerEpoch = Math.floor(pairs / config.batchSize);

describe('batches of a run', () => {
  let folder: string;
  let run: PreparedRun;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'figscope-batches-'));
    await writeFigures(folder, pairs);
    const captions = Array.from({ length: pairs }, (_, i) => `figure ${i} shows the shape number ${i}`);
    const tokens = trainWordPiece(captions, { size: 300, minFrequency: 1 });
    const vocabulary = { kind: 'wordpiece' as const, tokens };
    const preset = loadModelPreset('nano');
    const model = { ...preset, text: { ...preset.text, vocabularySize: tokens.length } };
    run = {
      record: { id: 'r', corpus: 'dots', preset: 'nano', createdAt: '2026-01-01', config },
      corpusFolder: folder,
      model,
      vocabulary,
      tokenizer: modelTokenizer(model, vocabulary),
      trainPairs: captions.map((caption, id) => ({
        id,
        caption,
        source: { kind: 'file', path: join(folder, 'images', `${String(id).padStart(4, '0')}.png`) },
      })),
      devPairs: [],
      stepsPerEpoch,
      steps: 4,
      initialState: () => Promise.reject(new Error('Nothing is trained here.')),
    };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const loader = (seed = config.seed) => new BatchLoader(run, { ...config, seed }, stepsPerEpoch);
  /** Which pairs a batch has, found by their tokens. */
  const pairsOf = (tokenIds: Int32Array): number[] => {
    const width = run.model.text.contextLength;
    return Array.from({ length: config.batchSize }, (_, row) => {
      const ids = String(tokenIds.subarray(row * width, (row + 1) * width));
      return run.trainPairs.findIndex(({ caption }) => String(run.tokenizer.encode(caption).ids) === ids);
    });
  };

  it('have the shape that the engine was built for', async () => {
    const { images, tokenIds } = await loader().load(1);
    const { size } = run.model.preprocess;
    expect(images.length).toBe(config.batchSize * 3 * size * size);
    expect(tokenIds.length).toBe(config.batchSize * run.model.text.contextLength);
    expect(images.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('are the same for the same step, whoever asks and whatever was loaded before', async () => {
    const one = loader();
    for (const step of [1, 2]) await one.load(step);
    one.prefetch(3, 4);
    const ahead = await one.load(3);
    const fresh = await loader().load(3);
    expect(ahead.images).toEqual(fresh.images);
    expect(ahead.tokenIds).toEqual(fresh.tokenIds);
  });

  it('are other ones for another seed', async () => {
    const [a, b] = [await loader(3).load(1), await loader(4).load(1)];
    expect(a.images).not.toEqual(b.images);
  });

  it('take every pair at most once in an epoch, in another order each time', async () => {
    const one = loader();
    const epochs = [];
    for (const epoch of [0, 1]) {
      const seen = [];
      for (let i = 1; i <= stepsPerEpoch; i++)
        seen.push(...pairsOf((await one.load(epoch * stepsPerEpoch + i)).tokenIds));
      expect(new Set(seen).size).toBe(stepsPerEpoch * config.batchSize);
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
      epochs.push(seen);
    }
    expect(epochs[0]).not.toEqual(epochs[1]);
  });

  it('say which image has gone or was damaged since it was imported', async () => {
    const [gone, damaged] = [join(folder, 'gone.png'), join(folder, 'damaged.png')];
    writeFileSync(damaged, readFileSync(join(folder, 'images', '0000.png')).subarray(0, 60));
    const only = (path: string) => {
      const pair = { ...run.trainPairs[0], source: { kind: 'file' as const, path } };
      return new BatchLoader({ ...run, trainPairs: run.trainPairs.map(() => pair) }, config, stepsPerEpoch);
    };
    await expect(only(gone).load(1)).rejects.toMatchObject({
      code: 'not-found',
      message: `The image ${gone} cannot be read: it is not there any more.`,
      remedy: expect.stringContaining('import it again'),
    });
    await expect(only(damaged).load(1)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining(`${damaged} is damaged`),
      facts: { reason: expect.any(String) },
    });
  });
});
