/**
 * The training loop. Everything random is drawn from (seed, step), so a run that was stopped, killed or moved goes on
 * with the losses it would have had.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { TrainEvent } from '#app/contract/compute-worker.ts';
import { runFileNames, runRecord } from '#app/domain/run-files.ts';
import type { MetricPoint } from '#app/domain/run.ts';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import { freeTensors } from '#app/ml/tensor-data.ts';
import { constantLearningRate, cosineLearningRate } from '#app/ml/schedule/learning-rate.ts';
import type { ComputeChoice } from '#app/domain/engine.ts';
import { errorRecord } from '#app/util/error.ts';
import type { StatePart, StepResult, TrainingState } from '#main/engine/executor.ts';
import { reportStep } from '../../heartbeat.ts';
import type { Executors } from '../executors.ts';
import { BatchLoader } from './batches.ts';
import { FailedSteps } from './failed-steps.ts';
import { newestCheckpoint, pruneCheckpoints, saveCheckpoint } from './checkpoint.ts';
import { appendValidation, MetricWriter } from './metric-writer.ts';
import { prepareRun } from './prepare.ts';
import { withSmallerBatch } from './smaller-batch.ts';
import { validate } from './validate.ts';

/** Metrics are written and sent this often, not per step: a nano step takes milliseconds. */
const reportIntervalMs = 200;

export interface TrainRequest {
  readonly runFolder: string;
  readonly corpusFolder: string;
  /** What this attempt runs on. */
  readonly compute: ComputeChoice;
}

/** Trains the run of a folder to its end, or until `stopping` answers true after a step. */
export async function* train(
  { runFolder, corpusFolder, compute }: TrainRequest,
  executors: Executors,
  stopping: () => boolean,
): AsyncGenerator<TrainEvent> {
  const record = runRecord.parse(JSON.parse(await readFile(join(runFolder, runFileNames.record), 'utf8')));
  const { config } = record;
  yield preparing('Reading the corpus');
  let checkpoint = await newestCheckpoint(runFolder);
  const run = await prepareRun(record, runFolder, corpusFolder, checkpoint?.folder);
  const { steps, stepsPerEpoch } = run;
  yield preparing('Building the training graph');
  const { batchSize, microBatch = batchSize, beta1, beta2, epsilon, weightDecay } = config;
  const offerLess = (thrown: unknown) => withSmallerBatch(thrown, { batchSize, microBatch });
  const executor = await executors.get(compute, config.threads);
  const training = await executor
    .compileTraining(run.model, {
      batchSize,
      microBatch,
      textLength: run.model.text.contextLength,
      optimizer: { beta1, beta2, epsilon, weightDecay },
      precision: compute.precision === 'bf16' ? 'bf16' : 'fp32',
    })
    .catch((thrown: unknown) => Promise.reject(offerLess(thrown)));
  /** The engine has its own copy then. */
  const load = async (state: TrainingState): Promise<void> => {
    await training.writeState(state);
    for (const tensors of [state.parameters, state.firstMoments, state.secondMoments]) freeTensors(tensors);
  };
  await load(checkpoint?.state ?? (await run.initialState()));
  const fromStep = checkpoint?.state.step ?? 0;
  const elapsedBeforeMs = checkpoint?.elapsedMs ?? 0;
  checkpoint = undefined;
  yield {
    kind: 'started',
    fromStep,
    steps,
    trainPairs: run.trainPairs.length,
    parameters: parameterCount(run.model),
  };

  const batches = new BatchLoader(run, config, stepsPerEpoch);
  const learningRateAt =
    config.schedule === 'cosine'
      ? cosineLearningRate(config.learningRate, config.warmupSteps, steps)
      : constantLearningRate(config.learningRate, config.warmupSteps);
  using log = new MetricWriter(join(runFolder, runFileNames.metrics));
  const startedAt = performance.now();
  const elapsedMs = () => elapsedBeforeMs + performance.now() - startedAt;
  let reportedAt = startedAt;
  let stepEndedAt = startedAt;
  let saved = fromStep;
  let unsent: MetricPoint[] = [];

  /** Writes what was measured since the last time, and tells it. */
  function* report(): Generator<TrainEvent> {
    if (unsent.length === 0) return;
    log.append(unsent);
    const points = unsent;
    unsent = [];
    reportedAt = performance.now();
    yield { kind: 'metrics', points };
  }

  /** The log never lacks a step that a checkpoint has: a run that goes on from there would not measure it again. */
  async function* save(step: number): AsyncGenerator<TrainEvent> {
    yield* report();
    log.sync();
    const part = (name: StatePart) => training.readPart(name);
    await saveCheckpoint(runFolder, run, { step, elapsedMs: elapsedMs(), part });
    await pruneCheckpoints(runFolder);
    saved = step;
    yield { kind: 'checkpoint', step };
  }

  const failed = new FailedSteps();
  /** To the last checkpoint, or the beginning; answers its step. The log then has steps twice; the later ones count. */
  async function goBack(step: number, thrown: unknown): Promise<number> {
    const last = await newestCheckpoint(runFolder);
    await load(last?.state ?? (await run.initialState()));
    const to = last?.state.step ?? 0;
    process.stderr.write(
      `Step ${step} failed; the run goes on from step ${to}: ${errorRecord(thrown).message}\n`,
    );
    return to;
  }

  let step = fromStep;
  while (step < steps && !stopping()) {
    step += 1;
    reportStep(step);
    const batch = await batches.load(step);
    // Decoding goes on in other threads while the engine is busy with this batch.
    batches.prefetch(step + 1, steps);
    const learningRate = learningRateAt(step - 1);
    let result: StepResult;
    try {
      result = await training.run(batch, { learningRate, step });
    } catch (thrown) {
      if (!failed.worthAnotherTry(thrown, step)) throw offerLess(thrown);
      yield* report();
      step = await goBack(step, thrown);
      continue;
    }
    const { loss, logitScale, gradNorm } = result;
    const now = performance.now();
    const samplesPerSecond = (config.batchSize * 1000) / (now - stepEndedAt);
    stepEndedAt = now;
    const point = {
      step,
      loss,
      learningRate,
      logitScale,
      gradNorm,
      samplesPerSecond,
      elapsedMs: elapsedMs(),
    };
    unsent.push(point);
    if (now - reportedAt >= reportIntervalMs || step === fromStep + 1 || step === steps) {
      yield* report();
      // Lets a request to stop come in: the engine's calls block the event loop.
      await nextTurn();
    }
    if (step % config.validateEvery === 0 || step === steps) {
      yield* report();
      const validated = await validate(executor, run, await training.readPart('parameters'), step);
      if (validated) {
        await appendValidation(join(runFolder, runFileNames.validations), validated);
        yield { kind: 'validated', point: validated };
      }
      stepEndedAt = performance.now();
    }
    if (step % config.checkpointEvery === 0 || step === steps) {
      yield* save(step);
      stepEndedAt = performance.now();
    }
  }

  yield* report();
  if (step > saved) yield* save(step);
  await training.dispose();
  yield { kind: 'ended', reason: step >= steps ? 'done' : 'stopped', step };
}

const preparing = (detail: string): TrainEvent => ({
  kind: 'preparing',
  progress: { done: 0, unit: 'steps', detail },
});
