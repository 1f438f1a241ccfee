/** The tokenizer of a run: learnt once for BERT's tower, brought along by CLIP's. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runConfig } from '#app/domain/run-config.ts';
import type { RunRecord } from '#app/domain/run-files.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { bpeFixedTokens } from '#app/ml/tokenizer/bpe-merges.ts';
import { saveModelFolder } from '#main/engine/model-folder.ts';
import { loadModelPreset } from '#main/engine/model-presets.ts';
import { temporaryFolder, testRecords, writeRecords } from '#main/store/test-corpus.ts';
import { prepareRun } from './prepare.ts';

const record = (model: string, from?: string): RunRecord => ({
  id: 'r',
  corpus: 'c',
  preset: model,
  createdAt: '2026-01-01',
  config: runConfig.parse({ model, batchSize: 4 }),
  ...(from === undefined ? {} : { from }),
});

describe('the tokenizer of a run', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
    writeRecords(folder.path, testRecords(60));
    mkdirSync(join(folder.path, 'run'));
  });
  afterEach(() => folder[Symbol.dispose]());
  const prepare = (run: RunRecord) => prepareRun(run, join(folder.path, 'run'), folder.path, undefined);

  it('is learnt once and kept with the run', async () => {
    const first = await prepare(record('nano'));
    expect(first.vocabulary.kind).toBe('wordpiece');
    expect(first.tokenizer.vocabularySize).toBe(first.model.text.vocabularySize);
    const kept = join(folder.path, 'run', 'vocab.txt');
    const lines = readFileSync(kept, 'utf8').trimEnd().split('\n');
    expect(first.vocabulary).toEqual({ kind: 'wordpiece', tokens: lines });
    writeFileSync(kept, `${[...lines.slice(0, -1), 'changed'].join('\n')}\n`);
    const again = await prepare(record('nano'));
    expect(again.vocabulary).toMatchObject({ tokens: expect.arrayContaining(['changed']) });
  });

  it("cannot be learnt for CLIP's text tower", async () => {
    await expect(prepare(record('clip-vit-b-32'))).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('byte pairs'),
      remedy: expect.stringContaining('--from'),
    });
  });

  it('comes with the CLIP model that the run starts from', async () => {
    const preset = loadModelPreset('clip-vit-b-32');
    const config: ModelConfig = {
      ...preset,
      image: { ...preset.image, imageSize: 32, width: 16, depth: 1, heads: 2 },
      text: { ...preset.text, vocabularySize: bpeFixedTokens + 1, width: 16, depth: 1, heads: 2 },
    };
    const vocabulary = { kind: 'bpe' as const, merges: ['c e'] };
    const from = join(folder.path, 'clip');
    await saveModelFolder(from, { config, parameters: initialParameters(config, 1), vocabulary });
    const run = await prepare(record('clip-vit-b-32', from));
    expect(run).toMatchObject({ vocabulary, model: { text: { vocabularySize: bpeFixedTokens + 1 } } });
    expect([...(await run.initialState()).parameters.keys()].toSorted()).toEqual(
      [...parameterShapes(config).keys()].toSorted(),
    );
  });
});
