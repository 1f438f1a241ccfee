/** What an export is of, how far it has come, and the files that say so. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { exportFormat } from '#app/domain/export.ts';
import { licenseCode, splitName } from '#app/domain/figure.ts';
import { writeFileAtomically } from '#main/store/atomic-file.ts';

/** Hidden, so that no import takes it for a part of the data. */
export const stateName = '.figscope-export.json';

const counts = z.record(z.string(), z.number().int());

/** Two exports with the same identity have the same bytes. */
export const exportIdentity = z.object({
  /** Of the database, not its name. */
  corpus: z.string(),
  /** Grows with every change of the corpus. */
  revision: z.number().int(),
  format: exportFormat,
  filter: z.string(),
  text: z.string(),
  splits: z.array(splitName),
  licenses: z.array(licenseCode),
  shardFigures: z.number().int(),
});
export type ExportIdentity = z.infer<typeof exportIdentity>;

export const exportTally = z.object({
  figures: z.number().int(),
  captioned: z.number().int(),
  bySplit: counts,
  byLicense: counts,
  byStatus: counts,
  /** Images that are not as they were: formats that readers of the export do not know. */
  converted: z.number().int(),
  skipped: z.number().int(),
  imageBytes: z.number(),
});
export type ExportTally = z.infer<typeof exportTally>;

export const emptyTally = (): ExportTally => ({
  figures: 0,
  captioned: 0,
  bySplit: {},
  byLicense: {},
  byStatus: {},
  converted: 0,
  skipped: 0,
  imageBytes: 0,
});

/** A shard or part that is being filled. */
const shard = z.object({ index: z.number().int(), figures: z.number().int(), captioned: z.number().int() });
export type Shard = z.infer<typeof shard>;

export const firstShard = (): Shard => ({ index: 0, figures: 0, captioned: 0 });

const finishedFile = z.object({
  path: z.string(),
  bytes: z.number(),
  sha256: z.string(),
  figures: z.number().int().optional(),
  captioned: z.number().int().optional(),
});
export type ListedFile = z.infer<typeof finishedFile>;
export const listedFile = finishedFile;

export const exportState = z.object({
  version: z.literal(1),
  identity: exportIdentity,
  /** Which of the passes over the corpus, and the last row that is in the files; -1: none yet. */
  pass: z.number().int(),
  afterId: z.number().int(),
  shard,
  tally: exportTally,
  finished: z.array(finishedFile),
  open: z.array(z.object({ path: z.string(), bytes: z.number() })),
});
export type ExportState = z.infer<typeof exportState>;

export const initialState = (identity: ExportIdentity): ExportState => ({
  version: 1,
  identity,
  pass: 0,
  afterId: -1,
  shard: firstShard(),
  tally: emptyTally(),
  finished: [],
  open: [],
});

export function writeState(root: string, state: ExportState): void {
  writeFileAtomically(join(root, stateName), [Buffer.from(JSON.stringify(state))]);
}

/** The state in a folder; undefined when there is none that can be read. */
export async function readState(root: string): Promise<ExportState | undefined> {
  const text = await readFile(join(root, stateName), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return exportState.parse(JSON.parse(text));
  } catch {
    // Of another version, or not ours: not something to go on from.
    return undefined;
  }
}
