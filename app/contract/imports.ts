/** Import: sources in, a job out, and the report of what was taken and what was not. */
import * as z from 'zod';
import { call } from '#app/rpc/define.ts';
import { corpusName } from '#app/domain/corpus.ts';
import { licenseCode } from '#app/domain/figure.ts';
import { importReport } from '#app/domain/job.ts';
import { fileSource } from '#app/domain/search.ts';

export const importFormats = [
  'auto',
  'pmc',
  'pmc-s3',
  'jats',
  'webdataset',
  'csv',
  'parquet',
  'imagefolder',
  'pmc15-jsonl',
  'coco',
] as const;

/** What to take of a PMC article dataset in its layout of 2026, and how gently. */
export const pmcSelection = z.object({
  /** Where the dataset is when it is not the source itself: an http(s) address or a folder; default: the settings. */
  baseUrl: z.string().optional(),
  /** Only articles whose files changed on or after this day, YYYY-MM-DD. */
  since: z.string().optional(),
  /** Only these article types, as JATS names them: research-article, case-report, ... */
  types: z.array(z.string()).default([]),
  /** Only these articles. */
  pmcids: z.array(z.string()).default([]),
  /** Articles to look at, at most. */
  articles: z.number().int().min(1).optional(),
  /** `fetch` copies the images into the corpus; `lazy` leaves them on the server until somebody looks at them. */
  images: z.enum(['fetch', 'lazy']).default('fetch'),
  /** Requests at the same time. */
  concurrency: z.number().int().min(1).max(64).default(8),
  /** Bytes per second over all requests; absent: no limit. */
  bandwidth: z.number().int().min(1).optional(),
});
export type PmcSelection = z.infer<typeof pmcSelection>;

export const importOptions = z.object({
  corpus: corpusName,
  format: z.enum(importFormats).default('auto'),
  /** Only these licences; empty: all. */
  licenses: z.array(licenseCode).default([]),
  /** Shares of train, dev, test; articles are drawn, never figures. */
  split: z.tuple([z.number().min(0), z.number().min(0), z.number().min(0)]).default([0.9, 0.05, 0.05]),
  seed: z.number().int().min(0).default(0),
  /** Images whose shorter side has fewer pixels are left out and counted; 0 keeps all. */
  minSidePx: z.number().int().min(0).default(0),
  /** Captions with fewer words are left out and counted; 0 keeps all. */
  minCaptionWords: z.number().int().min(0).default(0),
  /** `skip` leaves out, and counts, a figure whose image and caption are both in the corpus already. */
  duplicates: z.enum(['keep', 'skip']).default('keep'),
  /** What to take of a PMC article dataset (`pmc-s3`); other sources ignore it. */
  selection: pmcSelection.optional(),
  /** Figures to take at most. */
  limit: z.number().int().min(1).optional(),
  /** Reads and judges everything and writes nothing; the report says what an import would add. */
  dryRun: z.boolean().default(false),
});
export type ImportOptions = z.infer<typeof importOptions>;

export const importContract = {
  'import.start': call(
    importOptions.extend({ sources: z.array(fileSource).min(1) }),
    z.object({ job: z.string() }),
  ),
  /** The full report, rejected items included; while the job runs, what is known so far. */
  'import.report': call(z.object({ job: z.string() }), importReport),
} as const;
