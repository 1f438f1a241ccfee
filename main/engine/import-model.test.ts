import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bfloat16ToFloat, float16ToFloat, floatToBfloat16, floatToFloat16 } from '#app/ml/half-floats.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { readSafetensors, writeSafetensors } from '#app/ml/tensor-file.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { importModel } from './import-model.ts';
import { saveModelFolder } from './model-folder.ts';
import { loadModelPreset } from './model-presets.ts';
import { openExecutor } from './open-executor.ts';
import { maxAbsolute, ParityTable, readFloats, readTensors, tensorNamed, toInt32 } from './test-golden.ts';
import { hashParameters } from './test-hash-weights.ts';
import { torchStream } from './torch/test-torch-files.ts';
import { weightsHash } from './weights-hash.ts';

const descriptions = [
  'config.json',
  'open_clip_config.json',
  'tokenizer_config.json',
  'vit_config.json',
  'vocab.txt',
];

describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('importing a model', () => {
  let source: string;
  let expectedHash: string;
  let folder: string;
  beforeAll(async () => {
    source = requireShared('golden/tiny-biomedclip');
    expectedHash = weightsHash(readFloats(source, 'open_clip_model.safetensors'));
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'figscope-import-'));
    await Promise.all(descriptions.map((file) => copyFile(join(source, file), join(folder, file))));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const put = (file: string, as = file) => copyFile(join(source, file), join(folder, as));

  it('gives the same weights from every format, whatever the file is called', async () => {
    await put('open_clip_pytorch_model.bin');
    expect(weightsHash((await importModel(folder)).parameters)).toBe(expectedHash);
    // The content decides: a safetensors file under the name of a pickle, and the other way round.
    await put('open_clip_model.safetensors', 'open_clip_pytorch_model.bin');
    expect(weightsHash((await importModel(folder)).parameters)).toBe(expectedHash);
    await put('open_clip_pytorch_model.bin', 'open_clip_model.safetensors');
    expect(weightsHash((await importModel(folder)).parameters)).toBe(expectedHash);
  });

  it('reads a training checkpoint of alternating half types, each value as it was rounded', async () => {
    await put('epoch_1.halves.pt', 'epoch_1.pt');
    const { parameters } = await importModel(join(folder, 'epoch_1.pt'));
    const whole = readFloats(source, 'open_clip_model.safetensors');
    expect([...parameters.keys()].toSorted()).toEqual([...whole.keys()].toSorted());
    const kinds = { float16: 0, bfloat16: 0 };
    for (const [name, { data }] of parameters) {
      const original = tensorNamed(whole, name).data;
      const asHalf = maxAbsolute(data, float16ToFloat(floatToFloat16(original))) === 0;
      const asBrain = maxAbsolute(data, bfloat16ToFloat(floatToBfloat16(original))) === 0;
      expect({ name, rounded: asHalf || asBrain }).toEqual({ name, rounded: true });
      if (asHalf) kinds.float16++;
      if (asBrain) kinds.bfloat16++;
    }
    expect(kinds.float16).toBeGreaterThan(45);
    expect(kinds.bfloat16).toBeGreaterThan(45);
  });

  it('finds a checkpoint in a folder when it is the only file of weights, and asks when it is not', async () => {
    await put('epoch_1.halves.pt', 'epoch_1.pt');
    await writeFile(join(folder, 'optimizer.pt'), 'not asked');
    expect((await importModel(folder)).parameters.size).toBe(99);
    await put('epoch_1.halves.pt', 'epoch_2.pt');
    await expect(importModel(folder)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('2 files of weights: epoch_1.pt, epoch_2.pt'),
      remedy: expect.stringContaining('path'),
    });
  });

  it('needs to be told what a file is when nothing beside it says so', async () => {
    const file = join(folder, 'epoch_1.pt');
    await put('epoch_1.halves.pt', 'epoch_1.pt');
    await rm(join(folder, 'open_clip_config.json'));
    await expect(importModel(file)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('no open_clip_config.json'),
      remedy: expect.stringContaining('--preset: '),
    });
    await expect(importModel(file, { preset: 'huge' })).rejects.toMatchObject({
      code: 'not-found',
      remedy: expect.stringContaining('nano'),
    });
  });

  it('takes the description of a preset', async () => {
    const config = loadModelPreset('nano');
    const alone = join(folder, 'alone');
    await mkdir(alone);
    await writeFile(join(alone, 'epoch_8.pt'), writeSafetensors(hashParameters(config)));
    await writeVocabulary(alone, config.text.vocabularySize);
    const imported = await importModel(join(alone, 'epoch_8.pt'), { preset: 'nano' });
    expect(imported.config).toEqual({ ...config, name: 'alone' });
    expect(imported.parameters.size).toBe(parameterShapes(config).size);
    // Weights of another model.
    await put('epoch_1.halves.pt', 'alone/epoch_8.pt');
    await expect(importModel(alone, { preset: 'nano' })).rejects.toMatchObject({ code: 'invalid-input' });
  });

  it('reads our own folders, and finds weights that were changed since', async () => {
    await put('open_clip_model.safetensors');
    const ours = join(folder, 'ours');
    const imported = await importModel(folder, { name: 'tiny' });
    await saveModelFolder(ours, imported);
    const again = await importModel(ours);
    expect(again.config).toEqual(imported.config);
    expect(weightsHash(again.parameters)).toBe(expectedHash);
    expect((await importModel(join(ours, 'model.safetensors'))).parameters.size).toBe(99);
    const { tensors } = readSafetensors(await readFile(join(ours, 'model.safetensors')));
    tensors.set('logit_scale', { shape: [], data: Float32Array.of(1) });
    await writeFile(join(ours, 'model.safetensors'), writeSafetensors(tensors));
    await expect(importModel(ours)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('passport'),
    });
  });

  it('shows in a table what does not fit, with both shapes', async () => {
    const tensors = readTensors(source, 'open_clip_model.safetensors');
    tensors.delete('visual.head.proj.weight');
    tensors.set('visual.head.proj.bias', { shape: [32], data: new Float32Array(32) });
    tensors.set('text.proj.0.weight', { shape: [64, 48], data: new Float32Array(64 * 48) });
    await writeFile(join(folder, 'open_clip_model.safetensors'), writeSafetensors(tensors));
    await expect(importModel(folder)).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringContaining('of 99 tensors 1 missing'),
      facts: {
        missing: ['visual.head.proj.weight'],
        extra: ['visual.head.proj.bias'],
        misshapen: [{ tensor: 'text.proj.0.weight', expected: [48, 64], found: [64, 48] }],
        counts: { expected: 99, found: 99, problems: 3 },
        rows: [
          { tensor: 'text.proj.0.weight', problem: 'another shape', expected: [48, 64], found: [64, 48] },
          { tensor: 'visual.head.proj.weight', problem: 'missing', expected: [32, 64] },
          { tensor: 'visual.head.proj.bias', problem: 'not known', found: [32] },
        ],
      },
    });
  });

  it('knows the names of Hugging Face, and where the right file is', async () => {
    const theirs = new Map([
      ['vision_model.embeddings.class_embedding', { shape: [2], data: new Float32Array(2) }],
    ]);
    await writeFile(join(folder, 'model.safetensors'), writeSafetensors(theirs));
    await expect(importModel(folder)).rejects.toMatchObject({
      message: expect.stringContaining('99 missing'),
      remedy: expect.stringContaining('open_clip_model.safetensors'),
    });
  });

  it('refuses a vocabulary of another size, and a folder without one', async () => {
    await put('open_clip_model.safetensors');
    for (const size of [7500, 8001]) {
      await writeVocabulary(folder, size);
      await expect(importModel(folder)).rejects.toMatchObject({
        code: 'invalid-input',
        message: expect.stringContaining(`${size} tokens where the model knows 8000`),
        remedy: expect.stringContaining('came with the model'),
      });
    }
    await rm(join(folder, 'vocab.txt'));
    await expect(importModel(folder)).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('vocab.txt'),
    });
  });

  it('refuses an attack in the place of weights before anything is written', async () => {
    await writeFile(join(folder, 'open_clip_pytorch_model.bin'), torchStream("cposix\nsystem\n(S'id'\ntR"));
    await expect(importModel(folder)).rejects.toMatchObject({
      message: expect.stringContaining('posix.system'),
    });
  });

  it('names what cannot be read', async () => {
    await expect(importModel(join(folder, 'nothing.pt'))).rejects.toMatchObject({ code: 'not-found' });
  });

  async function writeVocabulary(into: string, size: number): Promise<void> {
    const lines = (await readFile(join(source, 'vocab.txt'), 'utf8')).trimEnd().split('\n');
    const tokens = [...lines, 'onemoretoken'].slice(0, size);
    await writeFile(join(into, 'vocab.txt'), `${tokens.join('\n')}\n`);
  }
});

/** A half keeps 8 or 11 bits of each weight: features differ in the third digit (measured 1.2e-3). */
const HALVES_TOLERANCE = 3e-3;

describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('a model of halves', () => {
  const table = new ParityTable('tiny-biomedclip from epoch_1.halves.pt against the reference in float32');
  afterAll(() => table.print());

  it('gives the features of the reference but for the rounding of its weights', async () => {
    const source = requireShared('golden/tiny-biomedclip');
    const { config, parameters } = await importModel(join(source, 'epoch_1.halves.pt'));
    const executor = await openExecutor({ engine: 'onnxruntime', threads: 2 });
    const inference = await executor.compileInference(config, parameters);
    const golden = readFloats(source, 'outputs.safetensors');
    const ids = toInt32(tensorNamed(readTensors(source, 'outputs.safetensors'), 'input_ids'));
    const found = {
      image_features: await inference.encodeImages(tensorNamed(golden, 'images').data, 8),
      text_features: await inference.encodeTexts(ids, 8),
    };
    for (const [name, features] of Object.entries(found)) {
      const error = maxAbsolute(features, tensorNamed(golden, name).data);
      expect(table.note(name, error, HALVES_TOLERANCE)).toBeLessThan(HALVES_TOLERANCE);
    }
    await executor.dispose();
  });
});
