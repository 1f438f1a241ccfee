/**
 * The configuration of a training run. This schema is the only list of keys: `--set`, the form in the window and
 * `figscope train --help` are generated from it.
 */
import * as z from 'zod';
import { deviceName, engineNames } from './engine.ts';

const positive = z.number().int().min(1);

/** Every key with its range and what it means. */
export const runConfigFields = {
  model: z
    .string()
    .describe('model description to train: nano, tiny, biomedclip or another of resources/models'),
  batchSize: positive.max(65_536).describe('pairs per optimizer step; the chance loss is ln(batchSize)'),
  microBatch: positive.describe(
    'pairs computed at a time, a divisor of batchSize; the gradient stays that of the whole batch and memory that of the part; default: all',
  ),
  steps: positive.describe('optimizer steps in all; wins over epochs'),
  epochs: z.number().positive().max(10_000).describe('passes over the training split'),
  learningRate: z.number().positive().max(1).describe('peak learning rate'),
  warmupSteps: z.number().int().min(0).describe('steps of linear warm-up'),
  schedule: z.enum(['cosine', 'const']).describe('learning rate after the warm-up'),
  weightDecay: z
    .number()
    .min(0)
    .max(10)
    .describe('AdamW decay of matrices; never of biases, gains and logit scale'),
  beta1: z.number().min(0).max(0.9999).describe('AdamW first moment'),
  beta2: z.number().min(0).max(0.99999).describe('AdamW second moment'),
  epsilon: z.number().positive().describe('AdamW epsilon'),
  seed: z.number().int().min(0).describe('weights, order of pairs and crops'),
  contextLength: positive.describe('text tokens; default: as the model description says'),
  vocabularySize: positive
    .min(200)
    .describe('WordPiece entries trained on the captions; default: as the model description says'),
  cropScale: z.number().min(0.05).max(1).describe('smallest share of the image a random crop keeps'),
  checkpointEvery: positive.describe('steps between checkpoints'),
  validateEvery: positive.describe('steps between validations on the dev split'),
  threads: z.number().int().min(0).max(256).describe('CPU threads; 0: all cores'),
  engine: z.enum(['auto', ...engineNames]).describe('what runs the step: auto, onnxruntime or tensorflow'),
  device: deviceName.describe('auto, cpu, gpu or gpu:N'),
  precision: z.enum(['fp32', 'bf16']).describe('bf16 takes matrix products in bfloat16; the rest stays fp32'),
};

/** A complete configuration: what is not given gets its default. */
export const runConfig = z.object({
  ...runConfigFields,
  microBatch: runConfigFields.microBatch.optional(),
  steps: runConfigFields.steps.optional(),
  contextLength: runConfigFields.contextLength.optional(),
  vocabularySize: runConfigFields.vocabularySize.optional(),
  epochs: runConfigFields.epochs.default(30),
  learningRate: runConfigFields.learningRate.default(1e-3),
  warmupSteps: runConfigFields.warmupSteps.default(50),
  schedule: runConfigFields.schedule.default('cosine'),
  weightDecay: runConfigFields.weightDecay.default(0.2),
  beta1: runConfigFields.beta1.default(0.9),
  beta2: runConfigFields.beta2.default(0.98),
  epsilon: runConfigFields.epsilon.default(1e-6),
  seed: runConfigFields.seed.default(0),
  cropScale: runConfigFields.cropScale.default(0.9),
  checkpointEvery: runConfigFields.checkpointEvery.default(100),
  validateEvery: runConfigFields.validateEvery.default(50),
  threads: runConfigFields.threads.default(0),
  engine: runConfigFields.engine.default('auto'),
  device: runConfigFields.device.default('auto'),
  precision: runConfigFields.precision.default('fp32'),
});
export type RunConfig = z.infer<typeof runConfig>;

/** Some of the keys, and no defaults for the others: what a preset or `--set` says on top of something else. */
export const runOverrides = z.object(runConfigFields).partial();
export type RunOverrides = z.infer<typeof runOverrides>;

export const trainPreset = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  config: runOverrides.extend({ model: z.string(), batchSize: positive }),
});
export type TrainPreset = z.infer<typeof trainPreset>;
