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
  'jats',
  'webdataset',
  'csv',
  'imagefolder',
  'pmc15-jsonl',
  'coco',
] as const;

export const importOptions = z.object({
  corpus: corpusName,
  format: z.enum(importFormats).default('auto'),
  /** Only these licences; empty: all. */
  licenses: z.array(licenseCode).default([]),
  /** Shares of train, dev, test; articles are drawn, never figures. */
  split: z.tuple([z.number().min(0), z.number().min(0), z.number().min(0)]).default([0.9, 0.05, 0.05]),
  seed: z.number().int().min(0).default(0),
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
