import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passportDifference } from '#app/domain/passport.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { wordPieceSpecialTokens } from '#app/ml/tokenizer/wordpiece.ts';
import { loadModelFolder, type ModelToSave, saveModelFolder } from './model-folder.ts';
import { loadModelPreset, modelPresetNames } from './model-presets.ts';
import { selfTestConfig } from './self-test-model.ts';
import { readWeights } from './weights-file.ts';
import { weightsHash } from './weights-hash.ts';

const tokens = [...wordPieceSpecialTokens, 'chest', 'x', '##ray'];
const vocabulary = { kind: 'wordpiece' as const, tokens };
const model: ModelToSave = {
  config: selfTestConfig,
  parameters: initialParameters(selfTestConfig, 5),
  vocabulary,
};

describe('a model folder', () => {
  let home: string;
  let folder: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'figscope-model-'));
    folder = join(home, 'mine');
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it('holds what was saved', async () => {
    const extraFiles = new Map([['training.json', [new TextEncoder().encode('{}')]]]);
    const passport = await saveModelFolder(folder, { ...model, extraFiles });
    const loaded = await loadModelFolder(folder);
    expect(loaded.config).toEqual(selfTestConfig);
    expect(loaded.vocabulary).toEqual(vocabulary);
    expect(loaded.passport).toEqual(passport);
    expect(await readWeights(loaded.weights)).toEqual(new Map(model.parameters));
    expect([...loaded.tokenizer.encode('Chest x-ray').ids].slice(0, 3)).toEqual([2, 5, 6]);
    expect((await readdir(folder)).toSorted()).toEqual([
      'config.json',
      'model.safetensors',
      'passport.json',
      'tokenizer',
      'training.json',
    ]);
    expect(await readdir(home)).toEqual(['mine']);
  });

  it('has a passport that tells other weights and other words', async () => {
    const passport = await saveModelFolder(folder, { ...model, name: 'named' });
    expect(passport).toMatchObject({ model: 'named', dimension: 8, precision: 'fp32' });
    const parameters = new Map(model.parameters);
    const { shape, data } = parameters.get('logit_scale')!;
    parameters.set('logit_scale', { shape, data: data.map((value) => value + 1) });
    const other = await saveModelFolder(join(home, 'other'), {
      ...model,
      parameters,
      vocabulary: { kind: 'wordpiece', tokens: tokens.toReversed() },
    });
    expect(passportDifference(passport, other).map((line) => line.split(':')[0])).toEqual([
      'different weights',
      'different tokenizer',
    ]);
  });

  it('appears complete or not at all', async () => {
    const incomplete = new Map(model.parameters);
    incomplete.delete('logit_scale');
    await expect(saveModelFolder(folder, { ...model, parameters: incomplete })).rejects.toThrow(
      '1 missing (logit_scale)',
    );
    const noSuchFolder = new Map([['no/such/folder', []]]);
    await expect(saveModelFolder(folder, { ...model, extraFiles: noSuchFolder })).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(await readdir(home)).toEqual([]);
  });

  it('is never written over', async () => {
    await saveModelFolder(folder, model);
    await expect(saveModelFolder(folder, model)).rejects.toMatchObject({ code: 'conflict' });
    expect(await readdir(home)).toEqual(['mine']);
  });

  it('refuses a vocabulary larger than the model', async () => {
    const large = [...wordPieceSpecialTokens, ...Array.from({ length: 40 }, (_, index) => `word${index}`)];
    const other = { kind: 'wordpiece' as const, tokens: large };
    await expect(saveModelFolder(folder, { ...model, vocabulary: other })).rejects.toThrow(
      '45 tokens where the model knows 40',
    );
  });

  it.each([
    ['config.json', (text: string) => text.replace('"depth": 2', '"depth": 3'), 'invalid-input', 'missing'],
    ['config.json', () => '{', 'invalid-input', 'config.json is not JSON'],
    ['config.json', (text: string) => text.replace('"vit"', '"resnet"'), 'invalid-input', 'image.kind'],
    [
      'config.json',
      (text: string) => text.replace('"patchSize": 8', '"patchSize": 7'),
      'invalid-input',
      'patchSize must divide',
    ],
    ['model.safetensors', (text: string) => text.slice(0, 50), 'invalid-input', 'safetensors'],
    [
      'passport.json',
      (text: string) => text.replace(/"tokenizerHash": "../, '"tokenizerHash": "zz'),
      'invalid-input',
      'another tokenizer',
    ],
  ])('says what is wrong with a damaged %s', async (file, damage, code, message) => {
    await saveModelFolder(folder, model);
    const path = join(folder, file);
    await writeFile(path, damage(await readFile(path, 'latin1')), 'latin1');
    await expect(loadModelFolder(folder)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it.each(['config.json', 'model.safetensors', 'tokenizer/vocab.txt', 'passport.json'])(
    'says when %s is absent',
    async (file) => {
      await saveModelFolder(folder, model);
      await rm(join(folder, file));
      await expect(loadModelFolder(folder)).rejects.toMatchObject({ code: 'not-found' });
    },
  );
});

describe('weightsHash', () => {
  it('is the SHA-256 of sorted names, shapes and float32 bytes', () => {
    const a = { shape: [2], data: Float32Array.of(1, 2) };
    const b = { shape: [], data: Float32Array.of(3) };
    const bytes = Buffer.concat([
      Buffer.from('a\n2\n'),
      Buffer.from(a.data.buffer),
      Buffer.from('b\n\n'),
      Buffer.from(b.data.buffer),
    ]);
    const expected = createHash('sha256').update(bytes).digest('hex');
    expect(
      weightsHash(
        new Map([
          ['b', b],
          ['a', a],
        ]),
      ),
    ).toBe(expected);
    expect(
      weightsHash(
        new Map([
          ['a', { ...a, shape: [1, 2] }],
          ['b', b],
        ]),
      ),
    ).not.toBe(expected);
  });
});

describe('model presets', () => {
  it('are valid, and of the sizes they are known by', () => {
    expect(modelPresetNames()).toEqual([
      'nano',
      'tiny',
      'biomedclip',
      'biomedclip-vit-s-16',
      'biomedclip-vit-m-16',
      'clip-vit-b-32',
      'clip-vit-b-32-quickgelu',
      'clip-vit-b-16',
      'clip-vit-b-16-quickgelu',
    ]);
    const sizes = (config: ModelConfig): number[] => [
      config.embedDim,
      config.image.imageSize,
      config.text.contextLength,
    ];
    expect(sizes(loadModelPreset('biomedclip'))).toEqual([512, 224, 256]);
    expect(sizes(loadModelPreset('tiny'))).toEqual([128, 64, 64]);
    expect(loadModelPreset('clip-vit-b-16-quickgelu')).toMatchObject({
      image: { activation: 'quick-gelu' },
      text: { activation: 'quick-gelu' },
    });
    expect(() => loadModelPreset('huge')).toThrow('There is no model description huge.');
  });
});
