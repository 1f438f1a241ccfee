/** Exports opened by open_clip itself, where FIGSCOPE_PYTHON names an interpreter that has it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { sizeOf } from '#app/ml/tensor-data.ts';
import { writeSafetensors } from '#app/ml/tensor-file.ts';
import { python, runPython } from '#main/dev/python.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { loadModelFolder, saveModelFolder } from '../model-folder.ts';
import { importModel } from '../import-model.ts';
import { configFromOpenClip } from '../open-clip-config.ts';
import { openExecutor } from '../open-executor.ts';
import { maxAbsolute, ParityTable, readFloats, readTensors, tensorNamed, toInt32 } from '../test-golden.ts';
import { hashParameters } from '../test-hash-weights.ts';
import { readVocabulary } from '../vocabulary-files.ts';
import { exportModel } from './export-model.ts';
import { smallClip } from './test-small-clip.ts';

const nano = join(import.meta.dirname, '../../../resources/trained/sample-nano');
const captions = [
  'Chest radiograph with a pleural effusion, 3 µm &amp; 5 %.',
  'Hematoxylin and eosin stain of lung adenocarcinoma',
  '',
];

describe.skipIf(python === undefined || !sharedPath('golden/tiny-biomedclip'))('exports in open_clip', () => {
  const table = new ParityTable('exported models, open_clip against the executor');
  let temporary: string;
  beforeAll(async () => {
    temporary = await mkdtemp(join(tmpdir(), 'figscope-open-clip-'));
  });
  afterAll(async () => {
    table.print();
    await rm(temporary, { recursive: true, force: true });
  });

  it('have the same features, token ids and temperature', async () => {
    const golden = requireShared('golden/tiny-biomedclip');
    const tiny = await importModel(golden);
    // One whose image tower timm knows by name: open_clip opens it without help.
    const named: ModelConfig = {
      ...tiny.config,
      name: 'named',
      image: { ...tiny.config.image, imageSize: 224, width: 192, depth: 12, heads: 3 },
      preprocess: { ...tiny.config.preprocess, size: 224 },
    };
    const clipConfig = configFromOpenClip('clip', {
      openClip: smallClip,
      bert: undefined,
      vit: undefined,
      lowercase: true,
    });
    const merges = await readVocabulary(requireShared('data/vocab'), clipConfig);
    const models = [
      await saved('clip', { config: clipConfig, parameters: hashParameters(clipConfig), vocabulary: merges }),
      await saved('tiny-biomedclip', tiny),
      await saved('named', { ...tiny, config: named, parameters: initialParameters(named, 3) }),
      nano,
    ];
    const cases = [];
    for (const [index, folder] of models.entries()) cases.push(await exported(folder, `case-${index}`));
    await runPython(
      'open_clip_features.py',
      cases.map(({ out }) => out),
    );
    const executor = await openExecutor({ engine: 'onnxruntime', threads: 1 });
    for (const { model, folder, images } of cases) {
      const ours = await executor.compileInference(model.config, model.weights);
      const theirs = readFloats(folder, 'features.safetensors');
      const ids = captions.flatMap((caption) => [...model.tokenizer.encode(caption).ids]);
      const theirIds = toInt32(tensorNamed(readTensors(folder, 'features.safetensors'), 'input_ids'));
      expect([...theirIds]).toEqual(ids);
      const features = {
        image_features: await ours.encodeImages(images.data, images.shape[0]),
        text_features: await ours.encodeTexts(Int32Array.from(ids), captions.length),
      };
      for (const [name, found] of Object.entries(features)) {
        const error = maxAbsolute(found, tensorNamed(theirs, name).data);
        expect(table.note(`${model.config.name} ${name}`, error, 2e-6)).toBeLessThan(2e-6);
      }
      expect(ours.logitScale).toBeCloseTo(tensorNamed(theirs, 'logit_scale').data[0]!, 4);
    }
    await executor.dispose();
  });

  async function saved(name: string, model: Parameters<typeof saveModelFolder>[1]): Promise<string> {
    const folder = join(temporary, name);
    await saveModelFolder(folder, model);
    return folder;
  }

  /** The export of a model, and what open_clip is asked about it in the folder beside. */
  async function exported(source: string, name: string) {
    const model = await loadModelFolder(source);
    const out = join(temporary, name, 'model');
    const folder = join(temporary, name, 'case');
    await mkdir(folder, { recursive: true });
    await exportModel(source, { format: 'openclip', out });
    const { imageSize } = model.config.image;
    const shape = [2, 3, imageSize, imageSize] as const;
    // Any pixels do, as long as they are the same on both sides.
    const data = Float32Array.from({ length: sizeOf(shape) }, (_, index) => 2 * Math.sin(index / 7));
    await writeFile(
      join(folder, 'images.safetensors'),
      writeSafetensors(new Map([['images', { shape, data }]])),
    );
    await writeFile(join(folder, 'captions.json'), JSON.stringify(captions));
    return { model, out, folder, images: { shape, data } };
  }
});
