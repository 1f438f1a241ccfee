/** Long work: something with progress, an estimate and a cancel button, that outlives the window that started it. */
import * as z from 'zod';
import { rejection, rejectionCode } from './figure.ts';

export const progress = z.object({
  done: z.number(),
  /** Absent while the size of the work is unknown. */
  total: z.number().optional(),
  /** figures, steps, bytes ... */
  unit: z.string(),
  detail: z.string(),
  ratePerSecond: z.number().optional(),
  etaMs: z.number().optional(),
});
export type Progress = z.infer<typeof progress>;

export const jobKinds = [
  'sample',
  'import',
  'embed',
  'train',
  'evaluate',
  'download',
  'export',
  'check',
  'index',
  'synthesise',
  'install',
] as const;
export const jobStates = ['queued', 'running', 'paused', 'done', 'failed', 'cancelled'] as const;

export const errorRecord = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string().optional(),
  facts: z.record(z.string(), z.unknown()).optional(),
});

export const importCounts = z.object({
  corpus: z.string(),
  /** Added by this run. */
  articles: z.number().int(),
  figures: z.number().int(),
  pairs: z.number().int(),
  /** Already there, hence not added. */
  unchanged: z.number().int(),
  /** Already there with their image on a server, and now with it on this machine; absent from older reports. */
  nowLocal: z.number().int().optional(),
  rejected: z.number().int(),
  /** `rejected` by reason. */
  rejectedBy: z.partialRecord(rejectionCode, z.number().int()),
  totals: z.object({ articles: z.number().int(), figures: z.number().int(), pairs: z.number().int() }),
  seconds: z.number(),
});
export type ImportCounts = z.infer<typeof importCounts>;

export const importReport = importCounts.extend({ rejected: z.array(rejection) });
export type ImportReport = z.infer<typeof importReport>;

export const job = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  title: z.string(),
  corpus: z.string().optional(),
  model: z.string().optional(),
  run: z.string().optional(),
  state: z.enum(jobStates),
  progress: progress.optional(),
  startedAt: z.string(),
  endedAt: z.string().optional(),
  error: errorRecord.optional(),
  /** One line about what came out: "1,200 pairs added", "R@5 .71 / .69, pool 118". */
  result: z.string().optional(),
  /** Set on finished imports. */
  imported: importCounts.optional(),
  /** Set on finished embeddings: what this job made, and how fast the two sides were while they were made. */
  embedded: z
    .object({
      images: z.number().int(),
      texts: z.number().int(),
      imagesPerSecond: z.number(),
      textsPerSecond: z.number(),
    })
    .optional(),
  /** Whether `jobs.pause` stops it for a while; then `jobs.resume` continues it without doing anything twice. */
  pausable: z.boolean().optional(),
  /** The same thing on the command line. */
  commandLine: z.string().optional(),
});
export type Job = z.infer<typeof job>;
