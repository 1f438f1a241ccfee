/**
 * Checkpoints: a model folder (so that every checkpoint can be used at once) with the optimizer's moments and the
 * position of the run beside it. Written under a temporary name and renamed: one that is there is whole.
 */
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ModelAbout } from '#app/domain/model.ts';
import { checkpointName, checkpointStep, runFileNames } from '#app/domain/run-files.ts';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import type { FloatTensor, FloatTensors } from '#app/ml/tensor-data.ts';
import { encodeSafetensors } from '#app/ml/tensor-file.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { StatePart, TrainingState } from '#main/engine/executor.ts';
import type { FilePieces } from '#main/engine/files.ts';
import { loadModelFolder, saveModelFolder } from '#main/engine/model-folder.ts';
import { openWeightsFile, readWeights } from '#main/engine/weights-file.ts';
import { WeightsDigest, weightsHash } from '#main/engine/weights-hash.ts';
import { withDiskErrors } from '../disk-error.ts';
import type { PreparedRun } from './prepare.ts';

/** Older ones are deleted: the newest for resuming, the others in case it was damaged. */
const keptCheckpoints = 3;
const momentParts = ['firstMoments', 'secondMoments'] as const;
const momentFiles = {
  firstMoments: 'optimizer-first-moments.safetensors',
  secondMoments: 'optimizer-second-moments.safetensors',
} as const;

/** `training.json`. The data cursor and the random state are the step itself: all is drawn from (seed, step). */
const position = z.object({
  step: z.number().int(),
  seed: z.number().int(),
  elapsedMs: z.number(),
  /** Of the first and then the second moments, as the passport has it of the weights. */
  momentsHash: z.string(),
});

export interface Checkpoint {
  readonly state: TrainingState;
  readonly elapsedMs: number;
}

/** What is to be saved: the state in parts, of which one at a time has to fit beside the engine. */
export interface CheckpointToSave {
  readonly step: number;
  readonly elapsedMs: number;
  readonly part: (name: StatePart) => Promise<FloatTensors>;
}

const folderOf = (runFolder: string): string => join(runFolder, runFileNames.checkpoints);

export async function saveCheckpoint(
  runFolder: string,
  run: PreparedRun,
  { step, elapsedMs, part }: CheckpointToSave,
): Promise<void> {
  const folder = join(folderOf(runFolder), checkpointName(step));
  // One of an earlier attempt at this step: the run went back to an older checkpoint since.
  await rm(folder, { recursive: true, force: true });
  const { seed } = run.record.config;
  const momentsDigest = new WeightsDigest();
  async function* moments(name: StatePart) {
    const tensors = await part(name);
    momentsDigest.add(tensors);
    yield* encodeSafetensors(tensors);
  }
  async function* positionFile() {
    yield jsonBytes({ step, seed, elapsedMs, momentsHash: momentsDigest.hex() });
  }
  const model = {
    config: run.model,
    parameters: () => part('parameters'),
    vocabulary: run.vocabulary,
    // In this order: the position carries the hash of the moments.
    extraFiles: new Map<string, FilePieces>([
      [momentFiles.firstMoments, moments('firstMoments')],
      [momentFiles.secondMoments, moments('secondMoments')],
      ['training.json', positionFile()],
      ['about.json', [jsonBytes(about(run, step))]],
    ]),
  };
  await withDiskErrors(`the checkpoint of step ${step}`, () => saveModelFolder(folder, model));
}

const jsonBytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value, null, 2));

/**
 * The newest checkpoint that is whole. Damaged ones are passed over and, once an older one is found, put aside, so
 * that nobody takes them for the run's model.
 */
export async function newestCheckpoint(
  runFolder: string,
): Promise<(Checkpoint & { readonly folder: string }) | undefined> {
  const steps = await checkpointSteps(runFolder);
  const damaged: string[] = [];
  for (const step of steps.toReversed()) {
    const folder = join(folderOf(runFolder), checkpointName(step));
    try {
      const checkpoint = await readCheckpoint(folder);
      for (const path of damaged) await rename(path, `${path}.damaged`);
      return { ...checkpoint, folder };
    } catch (error) {
      process.stderr.write(`Checkpoint at step ${step} is damaged and is passed over: ${String(error)}\n`);
      damaged.push(folder);
    }
  }
  if (steps.length === 0) return undefined;
  throw new FigscopeError('invalid-input', {
    message:
      steps.length === 1
        ? 'The only checkpoint of this run is damaged.'
        : `All ${steps.length} checkpoints of this run are damaged.`,
    remedy: 'Start a new run; the metrics of this one stay.',
    facts: { steps },
  });
}

async function readCheckpoint(folder: string): Promise<Checkpoint> {
  const { weights, passport } = await loadModelFolder(folder);
  const { step, elapsedMs, momentsHash } = position.parse(
    JSON.parse(await readFile(join(folder, 'training.json'), 'utf8')),
  );
  const parameters = await readWeights(weights);
  const moments = {
    firstMoments: new Map<string, FloatTensor>(),
    secondMoments: new Map<string, FloatTensor>(),
  };
  const momentsDigest = new WeightsDigest();
  for (const part of momentParts) {
    moments[part] = await readWeights(await openWeightsFile(join(folder, momentFiles[part])));
    momentsDigest.add(moments[part]);
  }
  // A flipped bit leaves every header in order.
  const isWhole = weightsHash(parameters) === passport.weightsHash && momentsDigest.hex() === momentsHash;
  if (!isWhole) throw new FigscopeError('invalid-input', 'Its numbers are not those that were written.');
  return { state: { parameters, ...moments, step }, elapsedMs };
}

/** Deletes checkpoints beyond those that are kept, and what a killed process left of one it was writing. */
export async function pruneCheckpoints(runFolder: string): Promise<void> {
  const folder = folderOf(runFolder);
  const old = (await checkpointSteps(runFolder)).slice(0, -keptCheckpoints).map(checkpointName);
  const unfinished = (await readdir(folder).catch(() => [])).filter((name) => name.includes('.tmp-'));
  for (const name of [...old, ...unfinished]) await rm(join(folder, name), { recursive: true, force: true });
}

async function checkpointSteps(runFolder: string): Promise<number[]> {
  const names = await readdir(folderOf(runFolder)).catch(() => []);
  return names.flatMap((name) => checkpointStep(name) ?? []).sort((a, b) => a - b);
}

const about = ({ record, model }: PreparedRun, step: number): ModelAbout => ({
  preset: record.config.model,
  parameters: parameterCount(model),
  embedDimension: model.embedDim,
  imageSize: model.image.imageSize,
  contextLength: model.text.contextLength,
  createdAt: new Date().toISOString(),
  source: `trained on ${record.corpus}, run ${record.id}, step ${step.toLocaleString('en')}`,
  license: 'yours; mind the licences of the figures it learnt from',
});
