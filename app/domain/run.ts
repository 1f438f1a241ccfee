/** A training run as the window and the command line see it. */
import * as z from 'zod';
import { computeChoice } from './engine.ts';
import { errorRecord } from './job.ts';
import { runConfig } from './run-config.ts';

export const runStatuses = ['queued', 'running', 'stopping', 'stopped', 'done', 'failed'] as const;
export const runStatus = z.enum(runStatuses);
export type RunStatus = z.infer<typeof runStatus>;

/** A stretch of steps made by one process: a run gains one with every resume and every crash. */
export const runSegment = z.object({
  fromStep: z.number().int(),
  toStep: z.number().int(),
  startedAt: z.string(),
  /** Why it ended: done, stopped, crashed (signal SIGKILL) ... absent while it lasts. */
  ended: z.string().optional(),
  /** What it ran on. Absent in segments of older versions. */
  compute: computeChoice.optional(),
  /** Why that is not what the run was configured for, in a sentence. */
  note: z.string().optional(),
});

export const validationPoint = z.object({
  step: z.number().int(),
  /** Pairs in the dev pool. */
  pool: z.number().int(),
  loss: z.number(),
  imageToText: z.object({ r1: z.number(), r5: z.number(), r10: z.number() }),
  textToImage: z.object({ r1: z.number(), r5: z.number(), r10: z.number() }),
});
export type ValidationPoint = z.infer<typeof validationPoint>;

export const metricPoint = z.object({
  /** Optimizer steps done, 1-based: the first step is 1. */
  step: z.number().int(),
  loss: z.number(),
  learningRate: z.number(),
  /** exp of the parameter. */
  logitScale: z.number(),
  gradNorm: z.number(),
  samplesPerSecond: z.number(),
  /** Milliseconds since the run was created, stops excluded. */
  elapsedMs: z.number(),
});
export type MetricPoint = z.infer<typeof metricPoint>;

export const runSummary = z.object({
  id: z.string(),
  corpus: z.string(),
  /** The preset it was started from, or "custom". */
  preset: z.string(),
  status: runStatus,
  step: z.number().int(),
  steps: z.number().int(),
  createdAt: z.string(),
  /** Mean time of recent steps times the steps left; absent when not running. */
  etaMs: z.number().optional(),
  last: metricPoint.optional(),
  best: validationPoint.optional(),
  error: errorRecord.optional(),
});
export type RunSummary = z.infer<typeof runSummary>;

export const runDetail = runSummary.extend({
  config: runConfig,
  segments: z.array(runSegment),
  /** Steps that have a checkpoint on disk. */
  checkpoints: z.array(z.number().int()),
  validations: z.array(validationPoint),
  trainPairs: z.number().int(),
  parameters: z.number().int(),
});
export type RunDetail = z.infer<typeof runDetail>;

/**
 * A piece of a run's metric log, columns of equal length. NaN and infinities arrive as they were measured.
 * `reset` tells the reader to drop points at or after `step[0]`: the run resumed from an earlier checkpoint.
 */
const float64 = z.instanceof(Float64Array);
export const metricChunk = z.object({
  reset: z.boolean(),
  step: float64,
  loss: float64,
  learningRate: float64,
  logitScale: float64,
  gradNorm: float64,
  samplesPerSecond: float64,
  elapsedMs: float64,
  validations: z.array(validationPoint),
});
export type MetricChunk = z.infer<typeof metricChunk>;
