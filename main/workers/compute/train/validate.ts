/** How well the model of this moment finds the pairs of the dev split. */
import type { ValidationPoint } from '#app/domain/run.ts';
import { contrastiveLossOf } from '#app/ml/metrics/contrastive-loss.ts';
import { retrievalRanks, retrievalReport } from '#app/ml/metrics/retrieval.ts';
import { openClipEval } from '#app/ml/preprocess/transform.ts';
import { normalise } from '#app/ml/preprocess/normalise.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import type { Executor } from '#main/engine/executor.ts';
import { encodeInBatches } from '../encode-batches.ts';
import { readImage } from '#main/images/read-image.ts';
import type { PreparedRun } from './prepare.ts';

/** Inputs of the dev split, prepared once per run. */
const inputs = new WeakMap<PreparedRun, Promise<{ images: Float32Array; tokenIds: Int32Array }>>();

/** Undefined when the corpus has fewer than two dev pairs: nothing could be mistaken for anything. */
export async function validate(
  executor: Executor,
  run: PreparedRun,
  parameters: FloatTensors,
  step: number,
): Promise<ValidationPoint | undefined> {
  const pool = run.devPairs.length;
  if (pool < 2) return undefined;
  let prepared = inputs.get(run);
  if (!prepared) {
    prepared = prepareInputs(run);
    inputs.set(run, prepared);
  }
  const { images, tokenIds } = await prepared;
  const model = await executor.compileInference(run.model, parameters);
  try {
    const imageFeatures = await encodeInBatches(pool, images, (rows, count) =>
      model.encodeImages(rows, count),
    ); // [pool, embed]
    const textFeatures = await encodeInBatches(pool, tokenIds, (rows, count) =>
      model.encodeTexts(rows, count),
    ); // [pool, embed]
    const dimension = run.model.embedDim;
    return {
      step,
      pool,
      loss: contrastiveLossOf(imageFeatures, textFeatures, dimension, model.logitScale),
      imageToText: recalls(retrievalRanks(imageFeatures, textFeatures, dimension)),
      textToImage: recalls(retrievalRanks(textFeatures, imageFeatures, dimension)),
    };
  } finally {
    await model.dispose();
  }
}

function recalls(ranks: Float64Array): { r1: number; r5: number; r10: number } {
  const { r1, r5, r10 } = retrievalReport(ranks);
  return { r1, r5, r10 };
}

async function prepareInputs(run: PreparedRun): Promise<{ images: Float32Array; tokenIds: Int32Array }> {
  const { size, mean, std } = run.model.preprocess;
  const { contextLength } = run.model.text;
  const pixels = 3 * size * size;
  const images = new Float32Array(run.devPairs.length * pixels); // [pool, 3, size, size]
  const tokenIds = new Int32Array(run.devPairs.length * contextLength); // [pool, contextLength]
  for (const [row, pair] of run.devPairs.entries()) {
    const raster = await readImage(pair.source, run.corpusFolder);
    images.set(normalise(openClipEval(raster, size), { mean, std }), row * pixels);
    tokenIds.set(run.tokenizer.encode(pair.caption).ids, row * contextLength);
  }
  return { images, tokenIds };
}
