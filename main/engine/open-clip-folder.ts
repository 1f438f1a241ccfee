/** Reads what a folder in open_clip's hub layout says about its model. */
import { join } from 'node:path';
import bertBase from '#resources/models/hugging-face-bert.json' with { type: 'json' };
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { FigscopeError } from '#app/util/error.ts';
import { readJson } from './files.ts';
import {
  type BertConfig,
  bertConfig,
  configFromOpenClip,
  openClipConfig,
  vitConfig,
} from './open-clip-config.ts';
import { readLowercase } from './vocabulary-files.ts';

/**
 * From open_clip_config.json, in either key style, with vit_config.json for a tower that timm does not name and the
 * text encoder's config.json. `files`: what lies in the folder. Throws not-found, unsupported or invalid-input.
 */
export async function readOpenClipConfig(
  folder: string,
  files: readonly string[],
  name: string,
): Promise<ModelConfig> {
  const openClip = await readJson(join(folder, 'open_clip_config.json'), openClipConfig);
  const vit = files.includes('vit_config.json')
    ? await readJson(join(folder, 'vit_config.json'), vitConfig)
    : undefined;
  const { text_cfg: text } = openClip.model_cfg;
  const isBert = text.hf_model_name !== undefined;
  const bert = isBert ? await readBertConfig(folder, files, text.hf_model_name) : undefined;
  const lowercase = isBert ? await readLowercase(folder) : true;
  return configFromOpenClip(name, { openClip, bert, vit, lowercase });
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
