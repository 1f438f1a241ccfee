/** Zero-shot classification as open_clip does it: class vectors from prompts, cosine, softmax of scaled cosines. */
import { readFile } from 'node:fs/promises';
import type { Classification } from '#app/domain/search.ts';
import { classWeights, scoreLabels } from '#app/ml/metrics/zero-shot.ts';
import { errorRecord } from '#app/util/error.ts';
import { prepareImage, type PrepareMode } from '#main/images/prepare-image.ts';
import { encodeTexts, preprocessingOf } from './encode.ts';
import type { LoadedModel } from './model-cache.ts';

export interface ClassifyRequest {
  readonly paths: readonly string[];
  readonly labels: readonly string[];
  /** `{}` stands for the label; several templates are averaged and renormalised. */
  readonly templates: readonly string[];
  readonly prepare: PrepareMode;
}

export async function* classify(
  loaded: LoadedModel,
  request: ClassifyRequest,
  signal: AbortSignal,
): AsyncGenerator<Classification> {
  const { labels, templates } = request;
  const prompts = labels.flatMap((label) => templates.map((template) => template.replaceAll('{}', label)));
  const { features } = await encodeTexts(loaded, prompts); // [labels * templates, embed]
  const weights = classWeights(features, labels.length, templates.length); // [labels, embed]
  for (const path of request.paths) {
    if (signal.aborted) return;
    yield await classifyOne(loaded, path, labels, weights, request.prepare);
  }
}

async function classifyOne(
  loaded: LoadedModel,
  path: string,
  labels: readonly string[],
  weights: Float32Array,
  prepare: PrepareMode,
): Promise<Classification> {
  const startedAt = performance.now();
  try {
    const { pixels, recognised } = await prepareImage(await readFile(path), preprocessingOf(loaded), prepare);
    const image = await loaded.model.encodeImages(pixels, 1); // [1, embed]
    const results = scoreLabels(image, weights, labels, loaded.model.logitScale);
    return { path, recognised, results, milliseconds: performance.now() - startedAt };
  } catch (error) {
    const { code, message, remedy } = errorRecord(error);
    return { path, error: { code, message, ...(remedy ? { remedy } : {}) } };
  }
}
