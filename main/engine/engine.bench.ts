/**
 * Speed of training and embedding on ONNX Runtime. `npm run bench -- engine [model ...] [--threads N]`; without names
 * nano and tiny, at batch 32. `biomedclip` takes minutes and 6 GB: batch 4 for training, 8 for embedding.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import type { Executor } from './executor.ts';
import { loadModelPreset } from './model-presets.ts';
import { openExecutor } from './open-executor.ts';

const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };

interface Timing {
  readonly medianMs: number;
  readonly bestMs: number;
}

/** Prints one line for each measurement of each model. */
export async function benchEngine(models: readonly string[], threads: number): Promise<void> {
  const executor = await openExecutor({ engine: 'onnxruntime', threads });
  print(`ONNX Runtime ${executor.version}, ${threads === 0 ? 'all' : threads} threads; median (best)`);
  for (const name of models) {
    const config = loadModelPreset(name);
    const large = parameterCount(config) > 50e6;
    print(`${name}: ${(parameterCount(config) / 1e6).toFixed(2)} M parameters`);
    await benchTraining(executor, config, large ? 4 : 32, large ? 3 : 15);
    await benchEmbedding(executor, config, large ? 8 : 32, large ? 4 : 15);
  }
  await executor.dispose();
}

async function benchTraining(
  executor: Executor,
  config: ModelConfig,
  batchSize: number,
  rounds: number,
): Promise<void> {
  const startedAt = performance.now();
  const textLength = config.text.contextLength;
  const step = await executor.compileTraining(config, { batchSize, textLength, optimizer });
  print(`  compile training      ${milliseconds(performance.now() - startedAt)}`);
  const none = new Map();
  const parameters = initialParameters(config, 0);
  await step.writeState({ parameters, firstMoments: none, secondMoments: none, step: 0 });
  const batch = { images: images(config, batchSize), tokenIds: texts(config, batchSize) };
  let number = 0;
  const timing = await time(rounds, () => step.run(batch, { learningRate: 1e-4, step: ++number }));
  print(`  training step, ${batchSize}     ${describe(timing)}   ${rate(batchSize, timing)} pairs/s`);
  await step.dispose();
}

async function benchEmbedding(
  executor: Executor,
  config: ModelConfig,
  batch: number,
  rounds: number,
): Promise<void> {
  const startedAt = performance.now();
  const model = await executor.compileInference(config, initialParameters(config, 0));
  print(`  compile embedding     ${milliseconds(performance.now() - startedAt)}`);
  for (const size of [1, batch]) {
    const pixels = images(config, size);
    const imageTiming = await time(rounds, () => model.encodeImages(pixels, size));
    print(`  images, ${size}             ${describe(imageTiming)}   ${rate(size, imageTiming)} images/s`);
    const tokenIds = texts(config, size);
    const textTiming = await time(rounds, () => model.encodeTexts(tokenIds, size));
    print(`  texts, ${size}              ${describe(textTiming)}   ${rate(size, textTiming)} texts/s`);
  }
  await model.dispose();
}

async function time(rounds: number, run: () => Promise<unknown>): Promise<Timing> {
  await run();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await run();
    times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  return { medianMs: times[Math.floor(times.length / 2)]!, bestMs: times[0]! };
}

/** [batch, 3, size, size] */
function images({ image }: ModelConfig, batch: number): Float32Array {
  return Float32Array.from({ length: batch * 3 * image.imageSize ** 2 }, (_, index) =>
    Math.sin(index * 0.37),
  );
}

/** [batch, contextLength], every text of full length. */
function texts({ text }: ModelConfig, batch: number): Int32Array {
  return Int32Array.from(
    { length: batch * text.contextLength },
    (_, index) => 1 + ((index * 7919) % (text.vocabularySize - 1)),
  );
}

function describe({ medianMs, bestMs }: Timing): string {
  return `${milliseconds(medianMs)} (${milliseconds(bestMs)})`;
}

function milliseconds(value: number): string {
  return `${value.toFixed(value < 100 ? 1 : 0)} ms`;
}

function rate(rows: number, { medianMs, bestMs }: Timing): string {
  const perSecond = (value: number): string => ((rows / value) * 1000).toFixed(1);
  return `${perSecond(medianMs)} (${perSecond(bestMs)})`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    options: { threads: { type: 'string', default: '0' } },
    allowPositionals: true,
  });
  await benchEngine(positionals.length > 0 ? positionals : ['nano', 'tiny'], Number(values.threads));
}
