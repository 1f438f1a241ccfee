/** Writes one of our model folders for another program: open_clip, any runtime of ONNX, or another Figscope. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportFormat } from '#app/domain/model.ts';
import { unreachable } from '#app/util/error.ts';
import { loadModelFolder, type LoadedModel } from '../model-folder.ts';
import { readWeights } from '../weights-file.ts';
import {
  checkTarget,
  copiedFile,
  type ExportFile,
  jsonFile,
  textFile,
  writeExport,
  type WrittenFile,
} from './export-folder.ts';
import { onnxTowerFiles, type TowerOptions, weightsFileName } from './onnx-towers.ts';
import {
  bertDescription,
  bertTokenizerDescription,
  openClipDescription,
  timmName,
  vitDescription,
} from './open-clip-description.ts';
import { openClipLoader } from './open-clip-loader.ts';
import { onnxReadme, openClipReadme, ownReadme } from './readme.ts';

export interface ExportOptions extends Pick<TowerOptions, 'inlineLimitBytes'> {
  readonly format: ExportFormat;
  /** An absolute path: a new folder, or an empty one. */
  readonly out: string;
  /** Only checks the target and says what would be written. */
  readonly dryRun?: boolean;
}

/**
 * Writes the model of `folder` to `out`: complete, or not at all. Throws conflict where something lies at `out`,
 * storage-full with the bytes needed, and as loadModelFolder.
 */
export async function exportModel(folder: string, options: ExportOptions): Promise<readonly WrittenFile[]> {
  const { out, dryRun = false } = options;
  const model = await loadModelFolder(folder);
  const files = await filesOf({ ...model, folder }, options);
  if (dryRun) await checkTarget(out, files);
  else await writeExport(out, files);
  return files.map(({ name, sizeBytes }) => ({ name, sizeBytes }));
}

interface ExportedModel extends LoadedModel {
  readonly folder: string;
}

function filesOf(model: ExportedModel, options: ExportOptions): Promise<ExportFile[]> {
  switch (options.format) {
    case 'openclip':
      return openClipFiles(model, options.out);
    case 'safetensors':
      return ownFiles(model);
    case 'onnx':
      return onnxFiles(model, options);
    default:
      return unreachable(options.format, 'export format');
  }
}

async function openClipFiles(model: ExportedModel, out: string): Promise<ExportFile[]> {
  const { config, weights, passport } = model;
  const { image, text, tokenizer } = config;
  return [
    await copiedFile('open_clip_model.safetensors', weights.path),
    jsonFile('open_clip_config.json', openClipDescription(config, out)),
    ...(image.kind === 'vit' && timmName(image) === undefined
      ? [jsonFile('vit_config.json', vitDescription(image))]
      : []),
    ...(text.kind === 'bert'
      ? [
          jsonFile('config.json', bertDescription(text)),
          jsonFile('tokenizer_config.json', bertTokenizerDescription(text, tokenizer.lowercase)),
        ]
      : []),
    ...(await tokenizerFiles(model, '')),
    ...(await aboutFiles(model)),
    textFile('load.py', openClipLoader),
    textFile('README.txt', openClipReadme(passport.model, config, out)),
  ];
}

async function ownFiles(model: ExportedModel): Promise<ExportFile[]> {
  return [
    await copiedFile('model.safetensors', model.weights.path),
    await copiedFile('config.json', join(model.folder, 'config.json')),
    ...(await tokenizerFiles(model, 'tokenizer/')),
    ...(await aboutFiles(model)),
    textFile('README.txt', ownReadme(model.passport.model)),
  ];
}

async function onnxFiles(model: ExportedModel, { inlineLimitBytes }: ExportOptions): Promise<ExportFile[]> {
  const { config, weights, passport } = model;
  const scale = await readWeights(weights, ['logit_scale']);
  const logitScale = Math.exp(scale.get('logit_scale')?.data[0] ?? 0);
  const towers = await onnxTowerFiles(config, weights, {
    logitScale,
    ...(inlineLimitBytes === undefined ? {} : { inlineLimitBytes }),
  });
  const separate = towers.some(({ name }) => name === weightsFileName);
  const facts = { logitScale, ...(separate ? { weightsFile: weightsFileName } : {}) };
  return [
    ...towers,
    await copiedFile('config.json', join(model.folder, 'config.json')),
    ...(await tokenizerFiles(model, 'tokenizer/')),
    ...(await aboutFiles(model)),
    textFile('README.txt', onnxReadme(passport.model, config, facts)),
  ];
}

/** Whatever the model's tokenizer is kept in. */
async function tokenizerFiles({ folder }: ExportedModel, prefix: string): Promise<ExportFile[]> {
  const names = (await readdir(join(folder, 'tokenizer'))).toSorted();
  return Promise.all(names.map((name) => copiedFile(`${prefix}${name}`, join(folder, 'tokenizer', name))));
}

/** The passport, and where the model came from; a checkpoint of a run has no about.json. */
async function aboutFiles({ folder }: ExportedModel): Promise<ExportFile[]> {
  const about = join(folder, 'about.json');
  const exists = await stat(about).then(
    () => true,
    () => false,
  );
  const passport = await copiedFile('passport.json', join(folder, 'passport.json'));
  return exists ? [passport, await copiedFile('about.json', about)] : [passport];
}
