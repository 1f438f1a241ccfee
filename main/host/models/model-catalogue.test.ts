import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ModelAbout } from '#app/domain/model.ts';
import type { Passport } from '#app/domain/passport.ts';
import { checkpointName } from '#app/domain/run-files.ts';
import { temporaryHome, type TemporaryHome } from '../test-home.ts';
import { ModelCatalogue } from './model-catalogue.ts';

const about: ModelAbout = {
  preset: 'nano',
  parameters: 1_000_000,
  embedDimension: 96,
  imageSize: 64,
  contextLength: 64,
  createdAt: '2026-01-01T00:00:00.000Z',
  source: 'trained on sample',
  license: 'MIT',
};
const made: Passport = {
  model: 'whatever the folder was called',
  weightsHash: 'a'.repeat(64),
  tokenizerHash: 'b'.repeat(64),
  preprocessing: {
    imageSize: 64,
    mean: [0.5, 0.5, 0.5],
    std: [0.5, 0.5, 0.5],
    interpolation: 'bicubic',
    prepare: 'exact',
  },
  dimension: 96,
  precision: 'fp32',
  engine: 'onnxruntime',
};

function writeModel(folder: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'about.json'), JSON.stringify(about));
  writeFileSync(join(folder, 'passport.json'), JSON.stringify(made));
  writeFileSync(join(folder, 'model.safetensors'), Buffer.alloc(1000));
}

describe('the catalogue of models', () => {
  let place: TemporaryHome;
  let builtIn: string;
  let catalogue: ModelCatalogue;
  const checkpoint = (run: string, step: number) =>
    join(place.home.runs, run, 'checkpoints', checkpointName(step));

  beforeEach(async () => {
    place = await temporaryHome();
    builtIn = join(place.folder, 'trained');
    catalogue = new ModelCatalogue(place.home, builtIn);
    writeModel(join(builtIn, 'sample-nano'));
    writeModel(join(place.home.models, 'mine'));
    for (const step of [100, 20]) writeModel(checkpoint('run-1', step));
    mkdirSync(join(place.home.runs, 'run-2', 'checkpoints'), { recursive: true });
  });
  afterEach(() => place[Symbol.dispose]());

  it('lists what ships, what was imported, and the newest checkpoint of every run that has one', async () => {
    const models = await catalogue.list();
    expect(models.map(({ name, origin }) => [name, origin])).toEqual([
      ['sample-nano', 'built-in'],
      ['mine', 'imported'],
      ['run:run-1', 'run'],
    ]);
    expect(models[1]).toMatchObject({ parameters: 1_000_000, passport: { model: 'mine' } });
    expect(models[1].sizeBytes).toBeGreaterThan(1000);
  });

  it('finds the folder of every name that --model accepts', async () => {
    expect(await catalogue.folder('sample-nano')).toBe(join(builtIn, 'sample-nano'));
    expect(await catalogue.folder('mine')).toBe(join(place.home.models, 'mine'));
    expect(await catalogue.folder('run:run-1')).toBe(checkpoint('run-1', 100));
    expect(await catalogue.folder('run:run-1@20')).toBe(checkpoint('run-1', 20));
  });

  it('pins a run to its newest checkpoint, and other names to themselves', async () => {
    expect(await catalogue.exactName('run:run-1')).toBe('run:run-1@100');
    expect(await catalogue.exactName('run:run-1@20')).toBe('run:run-1@20');
    expect(await catalogue.exactName('mine')).toBe('mine');
  });

  it('says which names there are for one it does not know', async () => {
    for (const name of ['mien', '../models/mine', '', 'mine/..', 'run:', 'run:../run-1']) {
      await expect(catalogue.folder(name)).rejects.toMatchObject({
        code: 'not-found',
        remedy: 'Choose one of: sample-nano, mine, run:run-1.',
      });
    }
  });

  it('says which checkpoints there are for one that is not', async () => {
    await expect(catalogue.folder('run:run-1@50')).rejects.toMatchObject({
      message: 'Run run-1 has no checkpoint at step 50.',
      remedy: 'It has checkpoints at 20, 100.',
    });
    await expect(catalogue.folder('run:run-2')).rejects.toMatchObject({
      message: 'Run run-2 has no checkpoint.',
    });
  });

  it('does not list what is being written or is no model', async () => {
    cpSync(join(place.home.models, 'mine'), join(place.home.models, 'half.tmp'), { recursive: true });
    mkdirSync(join(place.home.models, 'empty'));
    writeFileSync(join(checkpoint('run-1', 100), 'about.json'), '{"preset":');
    writeModel(`${checkpoint('run-1', 200)}.tmp`);
    expect((await catalogue.list()).map(({ name }) => name)).toEqual(['sample-nano', 'mine']);
    expect(await catalogue.checkpoints('run-1')).toEqual([20, 100]);
  });

  it('says that a folder is incomplete when a file of it is gone', async () => {
    rmSync(join(place.home.models, 'mine', 'passport.json'));
    await expect(catalogue.summary('mine')).rejects.toMatchObject({
      message: 'The folder of model mine is incomplete.',
    });
  });

  it('gives a new model a folder of its own, never one that is taken', async () => {
    expect(await catalogue.newFolder('new-1.0')).toBe(join(place.home.models, 'new-1.0'));
    for (const taken of ['mine', 'sample-nano'])
      await expect(catalogue.newFolder(taken)).rejects.toMatchObject({ code: 'conflict' });
    for (const wrong of ['', '.', '..', '../x', 'a/b', 'run:x', '-x', 'x'.repeat(65)])
      await expect(catalogue.newFolder(wrong)).rejects.toMatchObject({ code: 'invalid-input' });
  });
});
