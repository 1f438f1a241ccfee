/** Long work over a whole corpus, as jobs: export, check, synthetic rows, the vector index. */
import * as z from 'zod';
import { call } from '#app/rpc/define.ts';
import { checkDepths, checkReport } from '#app/domain/check.ts';
import { corpusName } from '#app/domain/corpus.ts';
import { exportOptions, exportResult } from '#app/domain/export.ts';

const startedJob = z.object({ job: z.string() });

export const synthesisOptions = z.object({
  rows: z.number().int().min(1).max(100_000_000),
  seed: z.number().int().min(0).default(0),
  /** Values per vector, of images and texts each; absent: no vectors. */
  vectors: z.number().int().min(8).max(4096).optional(),
});
export type SynthesisOptions = z.infer<typeof synthesisOptions>;
export const synthesisResult = z.object({ rows: z.number().int(), seconds: z.number(), bytes: z.number() });
export type SynthesisResult = z.infer<typeof synthesisResult>;

export const corpusWorkContract = {
  'export.start': call(exportOptions, startedJob),
  /** Of a job that ended. */
  'export.report': call(startedJob, exportResult),

  /** `quick` reads no image and no whole vector file; `full` reads everything. */
  'check.start': call(
    z.object({
      corpus: corpusName,
      depth: z.enum(checkDepths).default('quick'),
      /** Look for pairs that leak between splits, and for duplicates. */
      leakage: z.boolean().default(true),
    }),
    startedJob,
  ),
  'check.report': call(startedJob, checkReport),

  /**
   * Makes a new corpus of invented rows, for work on speed at scale, or goes on with one that was interrupted. The job
   * fails with conflict when the name is taken by anything but the same synthesis.
   */
  'synth.start': call(synthesisOptions.extend({ corpus: corpusName }), startedJob),
  'synth.report': call(startedJob, synthesisResult),

  /** Builds or renews the approximate index of an embedding; it is kept where it is complete. */
  'index.start': call(
    z.object({ corpus: corpusName, embedding: z.string(), rebuild: z.boolean().default(false) }),
    startedJob,
  ),
} as const;
