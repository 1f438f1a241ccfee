/** Takes in a model from a folder or a single file of weights, whoever wrote it. */
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { passport } from '#app/domain/passport.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { assembleModel } from './assemble-model.ts';
import { readJson } from './files.ts';
import { weightsIn } from './find-weights.ts';
import { modelConfig } from './model-config.ts';
import type { ModelToSave } from './model-folder.ts';
import { loadModelPreset, modelPresetNames } from './model-presets.ts';
import { readOpenClipConfig } from './open-clip-folder.ts';
import { weightsHash } from './weights-hash.ts';

export interface ImportOptions {
  /** What the model is called in its configuration; default: the folder's name. */
  readonly name?: string | undefined;
  /** A description of resources/models, used where the files do not say what the model is. */
  readonly preset?: string | undefined;
}

/**
 * `path`: a folder in open_clip's hub layout, one of our model folders or checkpoints, or one file of weights
 * (`epoch_8.pt`) with its description beside it. Throws not-found, unsupported or invalid-input, each naming what is
 * wrong.
 */
export async function importModel(path: string, options: ImportOptions = {}): Promise<ModelToSave> {
  const { folder, file } = await locate(path);
  const files = await readdir(folder);
  const name = options.name ?? basename(resolve(folder));
  const weightsPath = (): string => join(folder, file ?? weightsIn(files));
  if (files.includes('open_clip_config.json')) {
    const config = await readOpenClipConfig(folder, files, name);
    return assembleModel({ config, tokenizerFolder: folder, weightsPath: weightsPath() });
  }
  if (files.includes('passport.json') && files.includes('tokenizer'))
    return importOurs(folder, weightsPath());
  if (options.preset === undefined) throw notDescribed(folder);
  const config = { ...loadModelPreset(options.preset), name };
  return assembleModel({ config, tokenizerFolder: folder, weightsPath: weightsPath() });
}

async function locate(path: string): Promise<{ readonly folder: string; readonly file: string | undefined }> {
  try {
    const found = await stat(path);
    return found.isDirectory()
      ? { folder: path, file: undefined }
      : { folder: dirname(path), file: basename(path) };
  } catch (cause) {
    const detail = { message: `${path} cannot be read.`, remedy: 'Check the path.', facts: { path } };
    throw new FigscopeError(toFigscopeError(cause).code, detail, { cause });
  }
}

async function importOurs(folder: string, weightsPath: string): Promise<ModelToSave> {
  const config = await readJson(join(folder, 'config.json'), modelConfig);
  const made = await readJson(join(folder, 'passport.json'), passport);
  const model = await assembleModel({ config, tokenizerFolder: join(folder, 'tokenizer'), weightsPath });
  if (weightsHash(model.parameters) === made.weightsHash) return model;
  throw new FigscopeError('invalid-input', {
    message: 'The weights are not those that the passport of this model names.',
    remedy: 'Copy the folder again from where it was made.',
    facts: { folder, weightsHash: made.weightsHash },
  });
}

function notDescribed(folder: string): FigscopeError {
  const names = modelPresetNames().join(', ');
  return new FigscopeError('not-found', {
    message: `There is no open_clip_config.json in ${basename(resolve(folder))}, and nothing else says what model the weights are.`,
    remedy: `Put the model's open_clip_config.json and tokenizer beside the weights, or name a description with --preset: ${names}.`,
    facts: { folder, presets: modelPresetNames() },
  });
}
