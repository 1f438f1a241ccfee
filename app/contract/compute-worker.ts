/**
 * What the host asks of a compute worker, the only process that loads an engine. One serves interactive work
 * (encode, classify, embed); every run trains in a worker of its own.
 */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { workerContract } from '#app/rpc/worker-contract.ts';
import { anyEngine, computeChoice, deviceName, engineName, engineReport } from '#app/domain/engine.ts';
import { progress } from '#app/domain/job.ts';
import { exportFormat, modelDetail } from '#app/domain/model.ts';
import { passport } from '#app/domain/passport.ts';
import { metricPoint, validationPoint } from '#app/domain/run.ts';
import { classification, tokenCut } from '#app/domain/search.ts';
import { vocabularyProgress, vocabularySize } from '#app/domain/vocabulary.ts';

/** A model folder on disk: models/<name> or runs/<id>/checkpoints/step-N. */
const modelFolder = z.string();

export const trainEvent = z.discriminatedUnion('kind', [
  /** What is being prepared before the first step: vocabulary, images, graph. */
  z.object({ kind: z.literal('preparing'), progress }),
  z.object({
    kind: z.literal('started'),
    fromStep: z.number().int(),
    steps: z.number().int(),
    trainPairs: z.number().int(),
    parameters: z.number().int(),
  }),
  /** Already appended to the run's metric log when it is sent. */
  z.object({ kind: z.literal('metrics'), points: z.array(metricPoint) }),
  z.object({ kind: z.literal('validated'), point: validationPoint }),
  z.object({ kind: z.literal('checkpoint'), step: z.number().int() }),
  z.object({ kind: z.literal('ended'), reason: z.enum(['done', 'stopped']), step: z.number().int() }),
]);
export type TrainEvent = z.infer<typeof trainEvent>;

export const computeContract = {
  ...workerContract,
  /**
   * Tests one engine in this process, which a bad engine may take with it: start a worker of its own for each. An
   * engine that is not installed or fails answers with a reason; it does not throw.
   */
  'compute.examine': call(
    z.object({ engine: engineName, device: deviceName.default('auto') }),
    engineReport.omit({ installed: true, bytes: true, chosenFor: true, remedy: true }),
  ),
  'compute.describe': call(
    z.object({ folder: modelFolder }),
    modelDetail.pick({ parameters: true, config: true, tokenizer: true, tensors: true, passport: true }),
  ),
  /** Reads a foreign model (open_clip layout, safetensors) and writes one of our folders at `into`. */
  'compute.importModel': call(
    z.object({ from: z.string(), into: z.string(), preset: z.string().optional() }),
    z.object({ parameters: z.number().int() }),
  ),
  /** Writes `out` for another program: a new or empty folder. */
  'compute.exportModel': call(
    z.object({
      folder: modelFolder,
      format: exportFormat,
      out: z.string(),
      /** Only checks the target and says what would be written. */
      dryRun: z.boolean().default(false),
    }),
    z.object({ files: z.array(z.object({ name: z.string(), sizeBytes: z.number() })) }),
  ),
  'compute.encode': call(
    z.object({
      folder: modelFolder,
      imagePaths: z.array(z.string()).default([]),
      texts: z.array(z.string()).default([]),
      tokens: z.array(z.array(z.number().int())).default([]),
      prepare: z.enum(['exact', 'display']).default('exact'),
      compute: computeChoice.default(anyEngine),
    }),
    z.object({
      dimension: z.number().int(),
      /** [images + texts + tokens, dimension], L2-normalised, in the order of the request. */
      vectors: z.instanceof(Float32Array),
      tokens: z.array(z.array(z.number().int())),
      logitScale: z.number(),
      passport,
    }),
  ),
  /** Counts the tokens of a text and says where it is cut; needs no engine and reads no weights. */
  'compute.tokenCut': call(
    z.object({ folder: modelFolder, text: z.string(), contexts: z.array(z.number().int()) }),
    tokenCut.omit({ model: true }),
  ),
  'compute.classify': stream(
    'log',
    z.object({
      folder: modelFolder,
      paths: z.array(z.string()),
      labels: z.array(z.string()),
      templates: z.array(z.string()),
      prepare: z.enum(['exact', 'display']),
      compute: computeChoice.default(anyEngine),
    }),
    classification,
  ),
  /** Writes vectors of every row that has none yet into `embeddingFolder`, in row order, committed as it goes. */
  'compute.embed': stream(
    'log',
    z.object({
      folder: modelFolder,
      /** The name under which the model can be found again; written into the passport. */
      model: z.string(),
      corpusFolder: z.string(),
      embeddingFolder: z.string(),
      sides: z.array(z.enum(['image', 'text'])),
      batch: z.number().int(),
      compute: computeChoice.default(anyEngine),
    }),
    z.object({
      progress,
      done: z
        .object({
          images: z.number().int(),
          texts: z.number().int(),
          failed: z.number().int(),
          imagesPerSecond: z.number(),
          textsPerSecond: z.number(),
          /** Ended by `compute.pauseEmbedding` before the last row; another `compute.embed` goes on from there. */
          paused: z.boolean().default(false),
        })
        .optional(),
    }),
  ),
  /** Ends the `compute.embed` of that folder after its current batch, with everything it made committed. */
  'compute.pauseEmbedding': call(z.object({ embeddingFolder: z.string() }), z.object({})),
  /** Learns a WordPiece vocabulary from the captions to train on and writes it to `out`, one token a line. */
  'compute.trainVocabulary': stream(
    'log',
    z.object({ corpusFolder: z.string(), size: vocabularySize, out: z.string() }),
    vocabularyProgress,
  ),
  /** Trains the run described by `<runFolder>/config.json`, from its last checkpoint when there is one. */
  'compute.train': stream(
    'log',
    z.object({
      runFolder: z.string(),
      corpusFolder: z.string(),
      /** Decided for this attempt: the engine that the run is configured for may be gone. */
      compute: computeChoice.default(anyEngine),
    }),
    trainEvent,
  ),
  /** Finish the step, write a checkpoint, end the `compute.train` stream with `ended`. */
  'compute.stopTraining': call(z.object({}), z.object({})),
} as const;
export type ComputeContract = typeof computeContract;
