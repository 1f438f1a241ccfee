import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportFormats } from '#app/domain/model.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { canMount, mountSmallDisk } from '#main/dev/test-small-disk.ts';
import { loadModelFolder, saveModelFolder } from '../model-folder.ts';
import { openExecutor } from '../open-executor.ts';
import { importModel } from '../import-model.ts';
import { maxAbsolute, readFloats, readTensors, tensorNamed, toInt32 } from '../test-golden.ts';
import { readWeights } from '../weights-file.ts';
import { weightsHash } from '../weights-hash.ts';
import { bertConfig, configFromOpenClip, openClipConfig, vitConfig } from '../open-clip-config.ts';
import { loadModelPreset, modelPresetNames } from '../model-presets.ts';
import { hashParameters } from '../test-hash-weights.ts';
import { readVocabulary } from '../vocabulary-files.ts';
import { exportModel } from './export-model.ts';
import { bertDescription, openClipDescription, timmName, vitDescription } from './open-clip-description.ts';
import { smallClip } from './test-small-clip.ts';

const nano = join(import.meta.dirname, '../../../resources/trained/sample-nano');

describe('exporting a model', () => {
  let temporary: string;
  let count = 0;
  const fresh = (): string => join(temporary, `out-${count++}`);
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'figscope-export-'));
  });
  afterAll(() => rm(temporary, { recursive: true, force: true }));

  it.each(exportFormats)('says what it writes as %s, and a dry run writes nothing', async (format) => {
    const out = fresh();
    const planned = await exportModel(nano, { format, out, dryRun: true });
    await expect(stat(out)).rejects.toThrow('ENOENT');
    const written = await exportModel(nano, { format, out });
    expect(planned).toEqual(written);
    const found = (await readdir(out, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    const sizes = found.map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size);
    expect(found).toHaveLength(written.length);
    const ascending = (lengths: number[]) => lengths.toSorted((a, b) => a - b);
    expect(ascending(await Promise.all(sizes))).toEqual(ascending(written.map(({ sizeBytes }) => sizeBytes)));
    expect(written.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['README.txt', 'passport.json', 'about.json']),
    );
  });

  it.each([
    [
      'a folder with something in it',
      async (out: string) => void (await mkdir(join(out, 'mine'), { recursive: true })),
    ],
    ['a file', (out: string) => writeFile(out, 'mine')],
  ])('leaves %s alone', async (_, make) => {
    const out = fresh();
    await make(out);
    for (const dryRun of [true, false]) {
      const refusal = exportModel(nano, { format: 'openclip', out, dryRun });
      await expect(refusal).rejects.toMatchObject({
        code: 'conflict',
        remedy: 'Choose a new or an empty folder.',
      });
    }
    expect((await readdir(temporary)).filter((name) => name.includes('tmp'))).toEqual([]);
  });

  describe.skipIf(!canMount)('on a disk without room', () => {
    it.each([
      [
        'that is too small',
        'size=1m',
        /^There is no room at .*: the export needs 4\.7 MB and \d\.?\d* MB are free\.$/,
      ],
      // Room by its size, but not for one more file: it fails half-way.
      ['that fills up', 'size=64m,nr_inodes=4', /^There is no room at .*: the export needs 4\.7 MB\.$/],
    ])('%s says how much is needed and leaves nothing', async (_, options, message) => {
      const folder = fresh();
      await mkdir(folder);
      using disk = mountSmallDisk(folder, options);
      const refused = exportModel(nano, { format: 'openclip', out: join(folder, 'out') });
      await expect(refused).rejects.toMatchObject({
        code: 'storage-full',
        message: expect.stringMatching(message),
      });
      expect(await readdir(folder)).toEqual([]);
      disk.resize('size=64m,nr_inodes=100');
      await exportModel(nano, { format: 'openclip', out: join(folder, 'out') });
      expect(await readdir(folder)).toEqual(['out']);
    });
  });

  it('takes an empty folder', async () => {
    const out = fresh();
    await mkdir(out);
    await exportModel(nano, { format: 'safetensors', out });
    expect(await readdir(out)).toContain('model.safetensors');
  });

  it('gives back the same weights through the layout of open_clip', async () => {
    const out = fresh();
    await exportModel(nano, { format: 'openclip', out });
    const original = await loadModelFolder(nano);
    const imported = await importModel(out, { name: original.config.name });
    expect(imported.config).toEqual(original.config);
    expect(weightsHash(imported.parameters)).toBe(original.passport.weightsHash);
    const again = await saveModelFolder(join(temporary, 'again'), imported);
    expect(again.tokenizerHash).toBe(original.passport.tokenizerHash);
  });

  it('is a model folder as it is in safetensors', async () => {
    const out = fresh();
    await exportModel(nano, { format: 'safetensors', out });
    const loaded = await loadModelFolder(out);
    expect(weightsHash(await readWeights(loaded.weights))).toBe(loaded.passport.weightsHash);
  });

  describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('of tiny-biomedclip', () => {
    let tiny: string;
    let golden: string;
    beforeAll(async () => {
      golden = sharedPath('golden/tiny-biomedclip') ?? '';
      tiny = join(temporary, 'tiny-biomedclip');
      await saveModelFolder(tiny, await importModel(golden));
    });

    it.each([
      ['inside', Number.POSITIVE_INFINITY],
      ['beside', 0],
    ])('as ONNX with weights %s runs alone', async (_, inlineLimitBytes) => {
      const out = fresh();
      await exportModel(tiny, { format: 'onnx', out, inlineLimitBytes });
      const expected = readFloats(golden, 'outputs.safetensors');
      const { data, shape } = tensorNamed(expected, 'images');
      const ids = toInt32(tensorNamed(readTensors(golden, 'outputs.safetensors'), 'input_ids'));
      const images = await runAlone(out, 'image.onnx', 'images', new Tensor('float32', data, shape));
      const texts = await runAlone(out, 'text.onnx', 'tokenIds', new Tensor('int32', ids, [8, 256]));
      expect(maxAbsolute(images, tensorNamed(expected, 'image_features').data)).toBeLessThan(2e-6);
      expect(maxAbsolute(texts, tensorNamed(expected, 'text_features').data)).toBeLessThan(2e-6);
      // One short caption alone: batch and text length are free.
      const short = await runAlone(
        out,
        'text.onnx',
        'tokenIds',
        new Tensor('int32', ids.slice(256, 276), [1, 20]),
      );
      expect(maxAbsolute(short, tensorNamed(expected, 'text_features').data.subarray(32, 64))).toBeLessThan(
        2e-6,
      );
    });

    it('as ONNX needs no operator of one runtime', async () => {
      const out = fresh();
      await exportModel(tiny, { format: 'onnx', out });
      for (const name of ['image.onnx', 'text.onnx']) {
        const text = await readFile(join(out, name), 'latin1');
        expect(text).not.toMatch(/com\.microsoft|FusedMatMul/);
        expect(text).toContain('logit_scale');
      }
    });
  });

  it('as ONNX gives what the executor gives', async () => {
    expect(await errorAgainstExecutor(nano)).toBeLessThan(2e-6);
  });

  it.skipIf(!sharedPath('data/vocab'))(
    "as ONNX gives what the executor gives of CLIP's own towers",
    async () => {
      const config = configFromOpenClip('clip', {
        openClip: smallClip,
        bert: undefined,
        vit: undefined,
        lowercase: true,
      });
      const vocabulary = await readVocabulary(requireShared('data/vocab'), config);
      const folder = join(temporary, 'clip');
      await saveModelFolder(folder, { config, parameters: hashParameters(config), vocabulary });
      expect(await errorAgainstExecutor(folder)).toBeLessThan(2e-6);
      const out = fresh();
      await exportModel(folder, { format: 'openclip', out });
      expect((await importModel(out, { name: 'clip' })).config).toEqual(config);
    },
  );

  /** Largest difference between features of the exported towers and of the executor. */
  async function errorAgainstExecutor(folder: string): Promise<number> {
    const out = fresh();
    await exportModel(folder, { format: 'onnx', out });
    const { config, weights, tokenizer } = await loadModelFolder(folder);
    const executor = await openExecutor({ engine: 'onnxruntime', threads: 1 });
    const model = await executor.compileInference(config, weights);
    const { ids } = tokenizer.encode('chest radiograph with a pleural effusion');
    const texts = await runAlone(out, 'text.onnx', 'tokenIds', new Tensor('int32', ids, [1, ids.length]));
    const { imageSize } = config.image;
    const shape = [2, 3, imageSize, imageSize];
    const pixels = Float32Array.from({ length: 6 * imageSize ** 2 }, (_, index) => Math.sin(index));
    const images = await runAlone(out, 'image.onnx', 'images', new Tensor('float32', pixels, shape));
    const errors = [
      maxAbsolute(texts, await model.encodeTexts(ids, 1)),
      maxAbsolute(images, await model.encodeImages(pixels, 2)),
    ];
    await executor.dispose();
    return Math.max(...errors);
  }
});

describe('the description for open_clip', () => {
  it.each(modelPresetNames())('of %s is read back as it was', (name) => {
    const config = loadModelPreset(name);
    const { image, text, tokenizer } = config;
    const parts = {
      openClip: openClipConfig.parse(openClipDescription(config, '/anywhere')),
      bert: text.kind === 'bert' ? bertConfig.parse(bertDescription(text)) : undefined,
      vit:
        image.kind === 'vit' && timmName(image) === undefined
          ? vitConfig.parse(vitDescription(image))
          : undefined,
      lowercase: tokenizer.lowercase,
    };
    expect(configFromOpenClip(name, parts)).toEqual(config);
  });
});

/** A session as any program opens it: the file's path, no options. */
async function runAlone(folder: string, file: string, input: string, tensor: Tensor): Promise<Float32Array> {
  const session = await InferenceSession.create(join(folder, file));
  expect(session.inputNames).toEqual([input]);
  const { features } = await session.run({ [input]: tensor });
  await session.release();
  if (features?.data instanceof Float32Array) return features.data;
  throw new Error(`${file} gave no features.`);
}
