/** Which files a model needs, told from its open_clip_config.json, and where on the hub each of them is. */
import * as z from 'zod';
import hubFile from '#resources/hub/known-models.json' with { type: 'json' };
import { FigscopeError, toFigscopeError } from '#app/util/error.ts';
import type { WantedFile } from './fetch-file.ts';
import { fileUrl, type HubFile, isRepo } from './hub-address.ts';
import { asking, type HubClient } from './hub-client.ts';
import type { Patience } from '#main/net/patience.ts';

const description = 'open_clip_config.json';
/** open_clip's own names, the better format first. */
export const weightNames = ['open_clip_model.safetensors', 'open_clip_pytorch_model.bin'] as const;

const openClipConfig = z.object({
  model_cfg: z.object({
    vision_cfg: z.object({ timm_model_name: z.string().optional() }).default({}),
    text_cfg: z.object({
      hf_model_name: z.string().optional(),
      hf_tokenizer_name: z.string().optional(),
    }),
  }),
});

export interface NeededFiles {
  readonly commit: string | undefined;
  readonly files: readonly WantedFile[];
}

/** Throws invalid-input or not-found where the repository is no model of open_clip's layout. */
export async function neededFiles(
  client: HubClient,
  repo: string,
  revision: string,
  patience: Patience,
): Promise<NeededFiles> {
  const { signal } = patience;
  const look = async (file: HubFile): Promise<WantedFile> => {
    const facts = await asking(() => client.look(file, signal), patience);
    if (facts.sizeBytes === undefined || !Number.isSafeInteger(facts.sizeBytes)) {
      throw new FigscopeError('unavailable', {
        message: `The hub does not say how large ${file.name} of ${file.repo} is.`,
        remedy: 'Check the hub address in the settings.',
      });
    }
    // The branch may move on meanwhile: all files of a repository are taken from one commit.
    return {
      ...file,
      revision: facts.commit ?? file.revision,
      facts: { ...facts, sizeBytes: facts.sizeBytes },
    };
  };
  /** The first of several places that has the file. */
  const firstOf = async (places: readonly HubFile[]): Promise<WantedFile | undefined> => {
    for (const place of places) {
      const found = await look(place).catch((thrown: unknown) => absent(thrown, place.repo === repo));
      if (found !== undefined) return found;
    }
    return undefined;
  };

  const config = await look({ repo, revision, name: description });
  const own = (name: string): HubFile => ({ repo, revision: config.revision, name });
  const { vision_cfg: image, text_cfg: text } = await towersOf(client, config, patience);
  const weights = await firstOf(weightNames.map(own));
  if (weights === undefined) throw lacks(repo, `weights (${weightNames.join(' or ')})`);

  const elsewhere = (other: string | undefined, name: string): readonly HubFile[] =>
    other !== undefined && isRepo(other) && other !== repo ? [{ repo: other, revision: 'main', name }] : [];
  const files: WantedFile[] = [config];
  const add = (file: WantedFile | undefined): void => {
    if (file !== undefined) files.push(file);
  };
  // The shape of an image tower that timm has no name for, where its publisher says it.
  if (image.timm_model_name !== undefined) add(await firstOf([own('vit_config.json')]));
  if (text.hf_model_name !== undefined) {
    // The model's own config.json may be that of the whole model; the encoder's repository has the encoder's.
    add(await firstOf([...elsewhere(text.hf_model_name, 'config.json'), own('config.json')]));
    const tokenizer = text.hf_tokenizer_name ?? text.hf_model_name;
    const places = (name: string) => [own(name), ...elsewhere(tokenizer, name)];
    const vocabulary = await firstOf([...places('vocab.txt'), ...places('tokenizer.json')]);
    if (vocabulary === undefined) throw lacks(repo, `vocabulary (vocab.txt, here or in ${tokenizer})`);
    add(vocabulary);
    add(await firstOf([{ ...vocabulary, name: 'tokenizer_config.json' }]));
  } else {
    const merges = await firstOf([own('merges.txt'), ...elsewhere(hubFile.bytePairs.repo, 'merges.txt')]);
    if (merges === undefined) throw lacks(repo, 'merges.txt for its tokenizer');
    add(merges);
  }
  return { commit: config.facts.commit, files: [...files, weights] };
}

async function towersOf(client: HubClient, file: HubFile, patience: Patience) {
  const text = await asking(() => client.text(fileUrl(client.hub, file), file, patience.signal), patience);
  try {
    return openClipConfig.parse(JSON.parse(text)).model_cfg;
  } catch (cause) {
    const detail = {
      message: `${description} of ${file.repo} is not what open_clip writes.`,
      remedy: 'Choose a model that was published for open_clip.',
    };
    throw new FigscopeError('invalid-input', detail, { cause });
  }
}

/** A file may be missing; a repository that an old name points to may be gone or closed, the model's own may not. */
function absent(thrown: unknown, isOwn: boolean): undefined {
  const { code } = toFigscopeError(thrown);
  if (code === 'not-found' || (code === 'permission-denied' && !isOwn)) return undefined;
  throw thrown;
}

function lacks(repo: string, what: string): FigscopeError {
  return new FigscopeError('not-found', {
    message: `${repo} has no ${what}.`,
    remedy: 'Put the files together in a folder and use: figscope model import FOLDER --name NAME',
    facts: { repo },
  });
}
