/**
 * The configuration of a training run. This schema is the only list of keys: `--set`, the form in the window and
 * `figscope train --help` are generated from it.
 */
import * as z from 'zod';

const positive = z.number().int().min(1);

export const runConfig = z.object({
  model: z
    .string()
    .describe('model description to train: nano, tiny, biomedclip or another of resources/models'),
  batchSize: positive.max(65_536).describe('pairs per optimizer step; the chance loss is ln(batchSize)'),
  steps: positive.optional().describe('optimizer steps in all; wins over epochs'),
  epochs: z.number().positive().max(10_000).default(30).describe('passes over the training split'),
  learningRate: z.number().positive().max(1).default(1e-3).describe('peak learning rate'),
  warmupSteps: z.number().int().min(0).default(50).describe('steps of linear warm-up'),
  schedule: z.enum(['cosine', 'const']).default('cosine').describe('learning rate after the warm-up'),
  weightDecay: z
    .number()
    .min(0)
    .max(10)
    .default(0.2)
    .describe('AdamW decay of matrices; never of biases, gains and logit scale'),
  beta1: z.number().min(0).max(0.9999).default(0.9).describe('AdamW first moment'),
  beta2: z.number().min(0).max(0.99999).default(0.98).describe('AdamW second moment'),
  epsilon: z.number().positive().default(1e-6).describe('AdamW epsilon'),
  seed: z.number().int().min(0).default(0).describe('weights, order of pairs and crops'),
  contextLength: positive.optional().describe('text tokens; default: as the model description says'),
  vocabularySize: positive
    .min(200)
    .optional()
    .describe('WordPiece entries trained on the captions; default: as the model description says'),
  cropScale: z
    .number()
    .min(0.05)
    .max(1)
    .default(0.9)
    .describe('smallest share of the image a random crop keeps'),
  checkpointEvery: positive.default(100).describe('steps between checkpoints'),
  validateEvery: positive.default(50).describe('steps between validations on the dev split'),
  threads: z.number().int().min(0).max(256).default(0).describe('CPU threads; 0: all cores'),
});
export type RunConfig = z.infer<typeof runConfig>;
export type RunConfigInput = z.input<typeof runConfig>;

export const trainPreset = z.object({
  name: z.string(),
  title: z.string(),
  summary: z.string(),
  config: runConfig.partial().extend({ model: z.string(), batchSize: positive }),
});
export type TrainPreset = z.infer<typeof trainPreset>;
