import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { passportDifference } from '#app/domain/passport.ts';
import type { TensorData } from '#app/ml/tensor-data.ts';
import { readSafetensors, writeSafetensors } from '#app/ml/tensor-file.ts';
import { requireShared, sharedPath } from '#main/dev/shared.ts';
import { loadModelFolder, saveModelFolder } from './model-folder.ts';
import { bertConfig, configFromOpenClip, openClipConfig } from './open-clip-config.ts';
import { importModel } from './import-model.ts';
import { loadModelPreset } from './model-presets.ts';

const files = [
  'config.json',
  'open_clip_config.json',
  'open_clip_model.safetensors',
  'tokenizer_config.json',
  'vit_config.json',
  'vocab.txt',
];

describe.skipIf(!sharedPath('golden/tiny-biomedclip'))('importing a folder of open_clip', () => {
  let source: string;
  let folder: string;
  beforeEach(async () => {
    source = requireShared('golden/tiny-biomedclip');
    folder = await mkdtemp(join(tmpdir(), 'figscope-import-'));
    await Promise.all(files.map((file) => copyFile(join(source, file), join(folder, file))));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const editJson = async (file: string, edit: (text: string) => string): Promise<void> =>
    writeFile(join(folder, file), edit(await readFile(join(folder, file), 'utf8')));
  const editWeights = async (edit: (tensors: Map<string, TensorData>) => void): Promise<void> => {
    const path = join(folder, 'open_clip_model.safetensors');
    const { tensors } = readSafetensors(await readFile(path));
    edit(tensors);
    await writeFile(path, writeSafetensors(tensors));
  };

  it('reads both key styles alike', async () => {
    const today = await importModel(folder, { name: 'tiny-biomedclip' });
    await copyFile(join(source, 'open_clip_config.old_keys.json'), join(folder, 'open_clip_config.json'));
    const old = await importModel(folder, { name: 'tiny-biomedclip' });
    expect(old.config).toEqual(today.config);
    expect(today.config).toMatchObject({
      name: 'tiny-biomedclip',
      embedDim: 32,
      image: { imageSize: 64, patchSize: 16, width: 64, depth: 3, heads: 4 },
      text: {
        vocabularySize: 8000,
        contextLength: 256,
        positions: 512,
        width: 64,
        heads: 4,
        intermediateSize: 256,
      },
      tokenizer: { lowercase: true },
    });
    expect(today.parameters.size).toBe(99);
    expect(today.vocabulary).toMatchObject({ kind: 'wordpiece', tokens: { length: 8000 } });
  });

  it('becomes one of our folders with the same identity', async () => {
    const imported = await importModel(folder);
    const into = join(folder, 'ours');
    const passport = await saveModelFolder(into, imported);
    const loaded = await loadModelFolder(into);
    expect(passportDifference(loaded.passport, passport)).toEqual([]);
    expect(loaded.weights.tensors.size).toBe(99);
  });

  it('drops the buffer of position ids and accepts the other file name', async () => {
    await editWeights((tensors) => {
      const ids = BigInt64Array.from({ length: 512 }, (_, index) => BigInt(index));
      tensors.set('text.transformer.embeddings.position_ids', { shape: [1, 512], data: ids });
    });
    await copyFile(join(folder, 'open_clip_model.safetensors'), join(folder, 'model.safetensors'));
    await rm(join(folder, 'open_clip_model.safetensors'));
    expect((await importModel(folder)).parameters.size).toBe(99);
  });

  it.each([
    ['vit_config.json', 'unsupported', 'vit_tinytest_patch16_64'],
    ['config.json', 'not-found', 'text encoder'],
    ['vocab.txt', 'not-found', 'vocab.txt'],
    ['open_clip_config.json', 'not-found', 'open_clip_config.json'],
    ['open_clip_model.safetensors', 'not-found', 'no weights'],
  ])('says what is needed when %s is absent', async (file, code, message) => {
    await rm(join(folder, file));
    await expect(importModel(folder)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });

  it.each([
    ['open_clip_config.json', '"timm_pool": ""', '"timm_pool": "avg"', 'timm_pool'],
    ['open_clip_config.json', '"hf_proj_type": "mlp"', '"hf_proj_type": "linear"', 'hf_proj_type'],
    ['open_clip_config.json', 'cls_last_hidden_state_pooler', 'mean_pooler', 'hf_pooler_type'],
    ['config.json', '"hidden_act": "gelu"', '"hidden_act": "gelu_new"', 'hidden_act'],
    ['config.json', '"model_type": "bert"', '"model_type": "roberta"', 'model_type'],
  ])('names the setting of %s that it cannot build: %s', async (file, from, to, setting) => {
    await editJson(file, (text) => text.replace(from, to));
    const error = { code: 'unsupported', message: expect.stringContaining(setting) };
    await expect(importModel(folder)).rejects.toMatchObject(error);
  });
});

describe('configFromOpenClip', () => {
  it('turns the hub file of BiomedCLIP into the description that ships', () => {
    const hub = {
      model_cfg: {
        embed_dim: 512,
        vision_cfg: {
          timm_model_name: 'vit_base_patch16_224',
          timm_model_pretrained: false,
          timm_pool: '',
          timm_proj: 'linear',
          image_size: 224,
        },
        text_cfg: {
          hf_model_name: 'microsoft/BiomedNLP-BiomedBERT-base-uncased-abstract',
          hf_proj_type: 'mlp',
          hf_pooler_type: 'cls_last_hidden_state_pooler',
          context_length: 256,
        },
      },
    };
    const parts = {
      openClip: openClipConfig.parse(hub),
      bert: bertConfig.parse({}),
      vit: undefined,
      lowercase: true,
    };
    expect(configFromOpenClip('biomedclip', parts)).toEqual(loadModelPreset('biomedclip'));
  });
});
