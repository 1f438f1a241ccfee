/** Images and texts to embeddings, in the order of the request. */
import { readFile } from 'node:fs/promises';
import { prepareImage, type PrepareMode } from '#main/images/prepare-image.ts';
import { errorRecord, FigscopeError } from '#app/util/error.ts';
import { inGroups } from './embedded-rows.ts';
import { encodeInBatches } from './encode-batches.ts';
import type { LoadedModel } from './model-cache.ts';

/** Preprocessing as the passport states it. */
export const preprocessingOf = ({ config }: Pick<LoadedModel, 'config'>) => ({
  imageSize: config.preprocess.size,
  mean: config.preprocess.mean,
  std: config.preprocess.std,
});

/** Images that are prepared before any of them is encoded: a folder of thousands must not lie in the memory. */
const imagesAtOnce = 32;

/** [paths, embed], L2-normalised. */
export async function encodeImages(
  loaded: LoadedModel,
  paths: readonly string[],
  mode: PrepareMode,
): Promise<Float32Array<ArrayBuffer>> {
  const parts: Float32Array[] = [];
  for (const group of inGroups(paths, imagesAtOnce)) {
    const prepared = await Promise.all(group.map((path) => prepareFile(loaded, path, mode)));
    const images = concatRows(prepared.map(({ pixels }) => pixels)); // [group, 3, size, size]
    parts.push(
      await encodeInBatches(group.length, images, (rows, count) => loaded.model.encodeImages(rows, count)),
    );
  }
  return concatRows(parts);
}

/** The error names the file: it may be one of many. */
async function prepareFile(loaded: LoadedModel, path: string, mode: PrepareMode) {
  try {
    return await prepareImage(await readFile(path), preprocessingOf(loaded), mode);
  } catch (thrown) {
    const { code, message, remedy, facts } = errorRecord(thrown);
    const detail = {
      message: `${path}: ${message}`,
      ...(remedy ? { remedy } : {}),
      ...(facts ? { facts } : {}),
    };
    throw new FigscopeError(code, detail, { cause: thrown });
  }
}

/** [texts, embed], L2-normalised, with the ids that the model saw (without padding). */
export async function encodeTexts(
  loaded: LoadedModel,
  texts: readonly string[],
): Promise<{ features: Float32Array<ArrayBuffer>; tokens: number[][] }> {
  const encoded = texts.map((text) => loaded.tokenizer.encode(text));
  const features = await encodeTokens(
    loaded,
    encoded.map(({ ids }) => ids),
  );
  return { features, tokens: encoded.map(({ ids, count }) => [...ids.subarray(0, count)]) };
}

/** Rows of token ids, each at most contextLength long; [rows, embed], L2-normalised. */
export async function encodeTokens(
  loaded: LoadedModel,
  rows: readonly ArrayLike<number>[],
): Promise<Float32Array<ArrayBuffer>> {
  const { contextLength, vocabularySize } = loaded.config.text;
  const tokenIds = new Int32Array(rows.length * contextLength); // [rows, contextLength]
  rows.forEach((row, index) => {
    const ids = Array.from(row);
    const wrong = ids.find((id) => id >= vocabularySize || id < 0);
    if (ids.length > contextLength || wrong !== undefined) {
      throw new FigscopeError('invalid-input', {
        message:
          wrong === undefined
            ? `Row ${index} has ${ids.length} tokens; this model reads ${contextLength}.`
            : `Row ${index} has the token ${wrong}; this model knows 0 to ${vocabularySize - 1}.`,
        remedy: 'Make the tokens with the tokenizer of this model.',
      });
    }
    tokenIds.set(ids, index * contextLength);
  });
  return encodeInBatches(rows.length, tokenIds, (part, count) => loaded.model.encodeTexts(part, count));
}

export function concatRows(parts: readonly Float32Array[]): Float32Array<ArrayBuffer> {
  const all = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
