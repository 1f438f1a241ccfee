/** Exports of a corpus: which formats, what is asked, what came out. */
import * as z from 'zod';
import { corpusName } from './corpus.ts';
import { licenseCode, splitName } from './figure.ts';

export const exportFormats = ['webdataset', 'jsonl', 'parquet', 'csv', 'coco', 'imagefolder'] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

/** Forbid altered copies, allow mining alone, or are not known: to be looked at before an export is passed on. */
export const restrictedLicenses = ['CC-BY-ND', 'CC-BY-NC-ND', 'TDM', 'other', 'none'] as const;

/** Figures under such licences. */
export const restrictedIn = (byLicense: Readonly<Record<string, number>>): number =>
  restrictedLicenses.reduce((sum, license) => sum + (byLicense[license] ?? 0), 0);

export const defaultShardFigures = 10_000;

export const exportOptions = z.object({
  corpus: corpusName,
  format: exportFormat,
  /** A new or empty folder, or one in which the same export was interrupted. */
  out: z.string().min(1),
  /** The filter grammar; only pairs that match. */
  filter: z.string().default(''),
  /** Full text, as in the query bar. */
  text: z.string().default(''),
  /** Empty: all splits. */
  splits: z.array(splitName).default([]),
  /** Only these licences; empty: all. */
  licenses: z.array(licenseCode).default([]),
  /** Figures per WebDataset shard. */
  shardFigures: z.number().int().min(1).max(1_000_000).default(defaultShardFigures),
  /** Counts and writes nothing. */
  dryRun: z.boolean().default(false),
});
export type ExportOptions = z.infer<typeof exportOptions>;

const counts = z.record(z.string(), z.number().int());

export const skippedFigure = z.object({ figure: z.string(), code: z.string(), message: z.string() });
export type SkippedFigure = z.infer<typeof skippedFigure>;

export const exportResult = z.object({
  figures: z.number().int(),
  files: z.number().int(),
  /** Of all files; of a dry run, of the images alone. */
  bytes: z.number(),
  byLicense: counts,
  bySplit: counts,
  /** Figures that matched and could not be exported, and why; the first ones, all are in `skipped.csv`. */
  skipped: z.array(skippedFigure),
  skippedCount: z.number().int(),
});
export type ExportResult = z.infer<typeof exportResult>;
