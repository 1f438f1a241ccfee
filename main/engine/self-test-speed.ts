/** How fast an engine trains and embeds a small model: enough to tell engines apart, in about a second. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import type { Executor } from './executor.ts';
import { loadModelPreset } from './model-presets.ts';
import { formulaValue } from './self-test-model.ts';

export interface EngineSpeed {
  readonly trainingStepMs: number;
  readonly embeddingMs: number;
}

/** The benchmark's size in width, so that its products are of a usual shape; shallow, so that it is ready at once. */
function speedConfig(): ModelConfig {
  const tiny = loadModelPreset('tiny');
  return {
    ...tiny,
    name: 'self-test-speed',
    image: { ...tiny.image, depth: 2 },
    text: { ...tiny.text, depth: 2, vocabularySize: 1000 },
  };
}

const batch = 16;
const warmUpRounds = 2;
const mostRounds = 9;
/** A slow machine answers from fewer rounds. */
const budgetMs = 1000;

/** Medians of rounds in which a training step (batch 16) and the embedding of 16 pairs take turns, both in fp32. */
export async function measureSpeed(executor: Executor): Promise<EngineSpeed> {
  const config = speedConfig();
  const { imageSize } = config.image;
  const { contextLength, vocabularySize } = config.text;
  const parameters = initialParameters(config, 0);
  const images = Float32Array.from({ length: batch * 3 * imageSize ** 2 }, (_, i) => formulaValue(1, i)); // [batch, 3, size, size]
  const tokenIds = Int32Array.from(
    { length: batch * contextLength },
    (_, i) => 1 + ((i * 7919) % (vocabularySize - 1)),
  ); // [batch, contextLength]
  const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };
  const training = await executor.compileTraining(config, {
    batchSize: batch,
    textLength: contextLength,
    optimizer,
  });
  await training.writeState({ parameters, firstMoments: new Map(), secondMoments: new Map(), step: 0 });
  const model = await executor.compileInference(config, parameters);
  const steps: number[] = [];
  const embeddings: number[] = [];
  const startedAt = performance.now();
  for (let round = 1; round <= warmUpRounds + mostRounds; round++) {
    const stepMs = await timed(() => training.run({ images, tokenIds }, { learningRate: 1e-4, step: round }));
    const embeddingMs = await timed(async () => {
      await model.encodeImages(images, batch);
      await model.encodeTexts(tokenIds, batch);
    });
    if (round <= warmUpRounds) continue;
    steps.push(stepMs);
    embeddings.push(embeddingMs);
    if (performance.now() - startedAt > budgetMs) break;
  }
  await training.dispose();
  await model.dispose();
  return { trainingStepMs: median(steps), embeddingMs: median(embeddings) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
