/** What bfloat16 costs in exactness: features on real figures, ranks, losses. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { sharedPath } from '#main/dev/shared.ts';
import { engineOptions, installedEngines } from '#main/dev/test-engines.ts';
import type { Executor } from '../executor.ts';
import { loadModelFolder } from '../model-folder.ts';
import { loadModelPreset } from '../model-presets.ts';
import { openExecutor } from '../open-executor.ts';
import { formulaValue } from '../self-test-model.ts';
import { hashParameters } from '../test-hash-weights.ts';
import { rankings, realCaptions, realFigures, smallestCosine } from '../test-real-figures.ts';
import type { WeightsFile } from '../weights-file.ts';

const nano = join(import.meta.dirname, '../../../resources/trained/sample-nano');
const CAPTIONS = 64;
const say = (line: string): void => void process.stdout.write(`${line}\n`);

describe.skipIf(!installedEngines().includes('tensorflow'))('bfloat16 on TensorFlow', () => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await openExecutor(engineOptions('tensorflow', 2));
  });
  afterAll(() => executor.dispose());

  interface Features {
    readonly image: Float32Array;
    readonly text: Float32Array;
  }
  async function featuresIn(
    precision: 'fp32' | 'bf16',
    config: ModelConfig,
    weights: FloatTensors | WeightsFile,
    tokenIds: Int32Array,
  ): Promise<Features> {
    const model = await executor.compileInference(config, weights, { precision });
    const { images, count } = realFigures(config);
    const image = await model.encodeImages(images, count);
    const text = await model.encodeTexts(tokenIds, tokenIds.length / config.text.contextLength);
    await model.dispose();
    return { image, text };
  }

  it.skipIf(!sharedPath('golden/preprocess'))(
    'turns real figures and captions by less than 1e-4',
    async () => {
      const whole = loadModelPreset('biomedclip');
      const config = { ...whole, image: { ...whole.image, depth: 4 }, text: { ...whole.text, depth: 4 } };
      const { tokenizer } = await loadModelFolder(nano);
      const weights = hashParameters(config);
      const tokenIds = realCaptions(tokenizer, config.text.contextLength, 12);
      const exact = await featuresIn('fp32', config, weights, tokenIds);
      const coarse = await featuresIn('bf16', config, weights, tokenIds);
      for (const side of ['image', 'text'] as const) {
        const cosine = smallestCosine(coarse[side], exact[side], config.embedDim);
        say(
          `bf16 against fp32, biomedclip with 4 layers, ${side}: smallest cosine 1 - ${(1 - cosine).toExponential(1)}`,
        );
        expect(cosine).toBeGreaterThan(0.9999);
      }
    },
  );

  it.skipIf(!sharedPath('golden/preprocess'))('keeps the ranks of a trained model, nearly all', async () => {
    const { config, weights, tokenizer } = await loadModelFolder(nano);
    const tokenIds = realCaptions(tokenizer, config.text.contextLength, CAPTIONS);
    const exact = await featuresIn('fp32', config, weights, tokenIds);
    const coarse = await featuresIn('bf16', config, weights, tokenIds);
    for (const side of ['image', 'text'] as const) {
      const cosine = smallestCosine(coarse[side], exact[side], config.embedDim);
      say(`bf16 against fp32, sample-nano, ${side}: smallest cosine 1 - ${(1 - cosine).toExponential(1)}`);
      expect(cosine).toBeGreaterThan(0.9999);
    }
    const before = rankings(exact.image, exact.text, config.embedDim);
    const after = rankings(coarse.image, coarse.text, config.embedDim);
    const moved = after.map((order, query) => order.filter((id, rank) => before[query]![rank] !== id).length);
    const sameFirst = after.filter((order, query) => order[0] === before[query]![0]).length;
    say(
      `  of ${CAPTIONS} captions for each of ${before.length} figures ${moved.reduce((a, b) => a + b, 0)} change their rank; the first stays for ${sameFirst}`,
    );
    expect(sameFirst).toBeGreaterThanOrEqual(before.length - 1);
  });

  it('trains with the losses of float32', async () => {
    const config = loadModelPreset('tiny');
    const { imageSize } = config.image;
    const { contextLength, vocabularySize } = config.text;
    const batchSize = 16;
    const images = Float32Array.from({ length: batchSize * 3 * imageSize ** 2 }, (_, i) =>
      formulaValue(1, i),
    );
    const tokenIds = Int32Array.from(
      { length: batchSize * contextLength },
      (_, i) => 1 + ((i * 7919) % (vocabularySize - 1)),
    );
    const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };
    const parameters = initialParameters(config, 0);
    const lossesIn = async (precision: 'fp32' | 'bf16'): Promise<number[]> => {
      const options = { batchSize, textLength: contextLength, optimizer, precision };
      const step = await executor.compileTraining(config, options);
      await step.writeState({ parameters, firstMoments: new Map(), secondMoments: new Map(), step: 0 });
      const losses: number[] = [];
      for (let number = 1; number <= 10; number++) {
        const { loss } = await step.run({ images, tokenIds }, { learningRate: 1e-4, step: number });
        losses.push(loss);
      }
      await step.dispose();
      return losses;
    };
    const [exact, coarse] = [await lossesIn('fp32'), await lossesIn('bf16')];
    const differences = exact.map((loss, index) => Math.abs(loss - coarse[index]!));
    const mean = differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
    const worst = Math.max(...differences).toExponential(1);
    say(
      `bf16 against fp32, 10 steps of tiny: losses differ by ${mean.toExponential(1)}, at most by ${worst}`,
    );
    expect(mean).toBeLessThan(1e-3);
    expect(mean).toBeGreaterThan(0);
  });
});
