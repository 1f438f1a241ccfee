/** Reads a model in open_clip's hub layout: configuration files, safetensors weights, BERT vocabulary. */
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import bertBase from '#resources/models/hugging-face-bert.json' with { type: 'json' };
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import { readJson } from './files.ts';
import type { ModelToSave } from './model-folder.ts';
import { modelTokenizer } from './model-tokenizer.ts';
import {
  type BertConfig,
  bertConfig,
  configFromOpenClip,
  openClipConfig,
  vitConfig,
} from './open-clip-config.ts';
import { checkParameters } from './parameter-check.ts';
import { readLowercase, readVocabulary } from './vocabulary-files.ts';
import { openWeightsFile, readWeights } from './weights-file.ts';

const weightNames = ['open_clip_model.safetensors', 'model.safetensors'];

/** Buffers that older checkpoints carry: 0, 1, 2, ... and the mask of what is to come. They are not parameters. */
const buffers = ['text.transformer.embeddings.position_ids', 'attn_mask'];

/** Everything saveModelFolder needs. Throws not-found, unsupported or invalid-input, each naming what is wrong. */
export async function importOpenClipFolder(
  folder: string,
  name = basename(resolve(folder)),
): Promise<ModelToSave> {
  const files = await filesOf(folder);
  const openClip = await readJson(join(folder, 'open_clip_config.json'), openClipConfig);
  const vit = files.includes('vit_config.json')
    ? await readJson(join(folder, 'vit_config.json'), vitConfig)
    : undefined;
  const { text_cfg: text } = openClip.model_cfg;
  const isBert = text.hf_model_name !== undefined;
  const bert = isBert ? await readBertConfig(folder, files, text.hf_model_name) : undefined;
  const lowercase = isBert ? await readLowercase(folder) : true;
  const config = configFromOpenClip(name, { openClip, bert, vit, lowercase });
  const vocabulary = await readVocabulary(folder, config);
  modelTokenizer(config, vocabulary); // refuses a vocabulary that is not the model's before the weights are read
  const weights = await openWeightsFile(join(folder, weightsName(files)));
  const tensors = new Map([...weights.tensors].filter(([name]) => !buffers.includes(name)));
  checkParameters(config, tensors);
  const parameters: FloatTensors = await readWeights(weights, [...tensors.keys()]);
  return { config, parameters, vocabulary };
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    const detail = {
      message: `The folder ${folder} cannot be read.`,
      remedy: 'Check the path.',
      facts: { folder },
    };
    throw new FigscopeError(toFigscopeError(cause).code, detail, { cause });
  }
}

/** config.json of the text encoder, or the built-in one of a known encoder: BiomedCLIP's hub folder has none. */
async function readBertConfig(
  folder: string,
  files: readonly string[],
  encoder: string | undefined,
): Promise<BertConfig> {
  if (files.includes('config.json')) return readJson(join(folder, 'config.json'), bertConfig);
  if (encoder !== undefined && bertBase.encoders.includes(encoder)) return bertConfig.parse(bertBase.config);
  throw new FigscopeError('not-found', {
    message: `The text encoder ${encoder ?? ''} is not known here and the folder has no config.json for it.`,
    remedy: "Put the encoder's config.json from its own repository into the folder.",
    facts: { encoder, known: bertBase.encoders },
  });
}

function weightsName(files: readonly string[]): string {
  const name = weightNames.find((candidate) => files.includes(candidate));
  if (name !== undefined) return name;
  const pickle = files.find((file) => /\.(bin|pt|pth|ckpt)$/.test(file));
  if (pickle !== undefined) {
    throw new FigscopeError('unsupported', {
      message: `${pickle} is a Python pickle, which is not read here.`,
      remedy: `Convert it once with safetensors.torch.save_file and name it ${weightNames[0]}.`,
      facts: { file: pickle },
    });
  }
  throw new FigscopeError('not-found', {
    message: 'The folder has no weights.',
    remedy: `Put ${weightNames.join(' or ')} beside open_clip_config.json.`,
    facts: { files },
  });
}
