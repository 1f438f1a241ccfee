/**
 * Our model folder: `model.safetensors` with open_clip's names, `config.json` (ModelConfig), `tokenizer/vocab.txt` or
 * `tokenizer/merges.txt`, and `passport.json`. A checkpoint is such a folder with more files.
 */
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { passport, type Passport } from '#app/domain/passport.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { encodeSafetensors } from '#app/ml/tensor-file.ts';
import type { Tokenizer } from '#app/ml/tokenizer/tokenizer.ts';
import type { Vocabulary } from '#app/ml/tokenizer/vocabulary.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type FilePieces, readJson, syncFolder, writeSynced } from './files.ts';
import { modelConfig } from './model-config.ts';
import { modelTokenizer } from './model-tokenizer.ts';
import { checkParameters } from './parameter-check.ts';
import { readVocabulary, vocabularyFile } from './vocabulary-files.ts';
import { openWeightsFile, type WeightsFile } from './weights-file.ts';
import { weightsHash } from './weights-hash.ts';

const fileNames = {
  weights: 'model.safetensors',
  config: 'config.json',
  tokenizer: 'tokenizer',
  passport: 'passport.json',
} as const;

export interface ModelToSave {
  /** As the passport calls it; default: the folder's name. */
  readonly name?: string;
  readonly config: ModelConfig;
  readonly parameters: FloatTensors;
  readonly vocabulary: Vocabulary;
}

/** What a folder is written from. */
export interface FolderToSave extends Omit<ModelToSave, 'parameters'> {
  /** A function is asked when the extra files are written. */
  readonly parameters: FloatTensors | (() => Promise<FloatTensors>);
  /** Written beside the model, in the same atomic move: a checkpoint's optimizer state and the like. */
  readonly extraFiles?: ReadonlyMap<string, FilePieces>;
}

export interface LoadedModel {
  readonly config: ModelConfig;
  /** Checked against the configuration; read it with readWeights or give it to compileInference. */
  readonly weights: WeightsFile;
  readonly vocabulary: Vocabulary;
  readonly tokenizer: Tokenizer;
  /** `model` is the folder's name; whoever knows a better one replaces it. */
  readonly passport: Passport;
}

/** The passport of embeddings that the model makes, prepared exactly, in float32. */
export function modelPassport(name: string, { config, parameters, vocabulary }: ModelToSave): Passport {
  const { size, mean, std, interpolation } = config.preprocess;
  return {
    model: name,
    weightsHash: weightsHash(parameters),
    tokenizerHash: modelTokenizer(config, vocabulary).hash,
    preprocessing: { imageSize: size, mean: [...mean], std: [...std], interpolation, prepare: 'exact' },
    dimension: config.embedDim,
    precision: 'fp32',
    engine: 'onnxruntime',
  };
}

/** Writes a new folder at once: it appears complete or not at all. Throws conflict when `folder` exists. */
export async function saveModelFolder(folder: string, model: FolderToSave): Promise<Passport> {
  if (await exists(folder)) {
    throw new FigscopeError('conflict', {
      message: `There is something at ${folder} already.`,
      remedy: 'Choose another name, or remove it first.',
      facts: { folder },
    });
  }
  const temporary = `${folder}.tmp-${process.pid}`;
  await rm(temporary, { recursive: true, force: true });
  try {
    await mkdir(join(temporary, fileNames.tokenizer), { recursive: true });
    for (const [name, pieces] of model.extraFiles ?? []) await writeSynced(join(temporary, name), pieces);
    const parameters = typeof model.parameters === 'function' ? await model.parameters() : model.parameters;
    checkParameters(model.config, parameters);
    const made = modelPassport(model.name ?? basename(folder), { ...model, parameters });
    await writeSynced(
      join(temporary, fileNames.weights),
      encodeSafetensors(parameters, { metadata: { format: 'pt' } }),
    );
    await writeSynced(join(temporary, fileNames.config), json(model.config));
    const { name, text } = vocabularyFile(model.vocabulary);
    await writeSynced(join(temporary, fileNames.tokenizer, name), [encode(text)]);
    await writeSynced(join(temporary, fileNames.passport), json(made));
    await syncFolder(temporary);
    await rename(temporary, folder);
    await syncFolder(dirname(folder));
    return made;
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** Opens a model folder; the weights are checked but not read. Throws not-found or invalid-input. */
export async function loadModelFolder(folder: string): Promise<LoadedModel> {
  const config = await readJson(join(folder, fileNames.config), modelConfig);
  const weights = await openWeightsFile(join(folder, fileNames.weights));
  checkParameters(config, weights.tensors);
  const vocabulary = await readVocabulary(join(folder, fileNames.tokenizer), config);
  const tokenizer = modelTokenizer(config, vocabulary);
  const made = await readJson(join(folder, fileNames.passport), passport);
  if (made.tokenizerHash !== tokenizer.hash || made.dimension !== config.embedDim) {
    throw new FigscopeError('invalid-input', {
      message: 'The passport of this model was made for another tokenizer or configuration.',
      remedy: 'Import the model again.',
      facts: { folder, passport: made.tokenizerHash, tokenizer: tokenizer.hash },
    });
  }
  return { config, weights, vocabulary, tokenizer, passport: made };
}

/** The tokenizer of a model folder, without a look at its weights. Throws not-found or invalid-input. */
export async function readModelTokenizer(folder: string): Promise<Tokenizer> {
  const config = await readJson(join(folder, fileNames.config), modelConfig);
  return modelTokenizer(config, await readVocabulary(join(folder, fileNames.tokenizer), config));
}

function json(value: unknown): readonly Uint8Array[] {
  return [encode(`${JSON.stringify(value, undefined, 2)}\n`)];
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function exists(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found !== undefined;
}
