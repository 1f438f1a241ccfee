/**
 * Our side of the engine benchmark, in a process of its own: one engine (the first argument), one JSON command a line
 * on stdin, one JSON answer a line on stdout. open_clip_side.py answers the same commands.
 */
import { createInterface } from 'node:readline';
import { engineName } from '#app/domain/engine.ts';
import { initialParameters } from '#app/ml/clip/initialise.ts';
import { freeTensors } from '#app/ml/tensor-data.ts';
import { errorRecord } from '#app/util/error.ts';
import { type Executor } from '../executor.ts';
import { openExecutor } from '../open-executor.ts';
import { openWeightsFile } from '../weights-file.ts';
import { type BenchCommand, benchImages, type BenchTask, benchTexts } from './tasks.ts';

const optimizer = { beta1: 0.9, beta2: 0.98, epsilon: 1e-6, weightDecay: 0.2 };

interface Prepared {
  readonly work: () => Promise<unknown>;
  readonly dispose: () => Promise<void>;
}

async function prepare(executor: Executor, task: BenchTask): Promise<Prepared> {
  const { kind, config, batch, tokens, precision } = task;
  const images = benchImages(config, batch);
  if (kind === 'train') {
    if (precision === 'int8') throw new Error('Nothing trains in int8.');
    const textLength = config.text.contextLength;
    const step = await executor.compileTraining(config, {
      batchSize: batch,
      textLength,
      optimizer,
      precision,
    });
    const parameters = initialParameters(config, 0);
    await step.writeState({ parameters, firstMoments: new Map(), secondMoments: new Map(), step: 0 });
    freeTensors(parameters);
    const tokenIds = benchTexts(config, batch, textLength);
    let number = 0;
    const work = () => step.run({ images, tokenIds }, { learningRate: 1e-4, step: ++number });
    return { work, dispose: () => step.dispose() };
  }
  const weights =
    task.weights === undefined ? initialParameters(config, 0) : await openWeightsFile(task.weights);
  const model = await executor.compileInference(config, weights, { precision });
  const tokenIds = benchTexts(config, batch, tokens);
  const work = () =>
    kind === 'image' ? model.encodeImages(images, batch) : model.encodeTexts(tokenIds, batch);
  return { work, dispose: () => model.dispose() };
}

const memory = () => ({
  rssBytes: process.memoryUsage.rss(),
  peakBytes: process.resourceUsage().maxRSS * 1024,
});

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function main(): Promise<void> {
  const engine = engineName.parse(process.argv[2]);
  let executor: Executor | undefined;
  let prepared: Prepared | undefined;
  const answer = async (command: BenchCommand): Promise<number> => {
    switch (command.op) {
      case 'prepare':
        return timed(async () => {
          const enginesFolder = process.env['FIGSCOPE_ENGINES'];
          const cacheFolder = process.env['FIGSCOPE_GRAPH_CACHE'];
          executor ??= await openExecutor({
            engine,
            threads: command.threads,
            ...(enginesFolder === undefined ? {} : { enginesFolder }),
            ...(cacheFolder === undefined ? {} : { cacheFolder }),
          });
          if (executor.name !== engine) throw new Error(`${engine} is not installed.`);
          prepared = await prepare(executor, command.task);
          await prepared.work();
        });
      case 'run': {
        const { work } = prepared!;
        return timed(work);
      }
      case 'release':
        await prepared?.dispose();
        prepared = undefined;
        return 0;
    }
  };
  for await (const line of createInterface({ input: process.stdin })) {
    const command: BenchCommand = JSON.parse(line);
    const reply = await answer(command).then(
      (ms) => ({ ms, ...memory() }),
      (error: unknown) => ({ error: errorRecord(error).message }),
    );
    process.stdout.write(`${JSON.stringify(reply)}\n`);
  }
  await executor?.dispose();
}

await main();
