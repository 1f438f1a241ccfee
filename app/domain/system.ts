/** The machine and the session, for the status bar, `doctor` and settings. */
import * as z from 'zod';
import { engineReport } from './engine.ts';

export const doctorReport = z.object({
  version: z.string(),
  node: z.string(),
  platform: z.string(),
  cores: z.number().int(),
  memory: z.object({ totalBytes: z.number(), freeBytes: z.number() }),
  disk: z.object({ path: z.string(), freeBytes: z.number() }),
  sqlite: z.object({ version: z.string(), fts5: z.boolean() }),
  engines: z.array(engineReport),
  /** What is missing and how to get it. */
  missing: z.array(z.object({ what: z.string(), remedy: z.string() })),
});
export type DoctorReport = z.infer<typeof doctorReport>;

export const sessionInfo = z.object({
  version: z.string(),
  home: z.string(),
  shell: z.enum(['browser', 'electron']),
  /** "CPU, 2 threads, ONNX Runtime". */
  device: z.string(),
  /** Workers that are not running as they should, in words. */
  warnings: z.array(z.string()),
});
export type SessionInfo = z.infer<typeof sessionInfo>;

/** Settings with their defaults; `config get|set` and the window use the same keys. */
const settingFields = {
  theme: z.enum(['auto', 'light', 'dark']),
  annotator: z.string().trim().min(1).max(80),
  hubUrl: z.url(),
  pmcUrl: z.url(),
};
export const settings = z.object({
  theme: settingFields.theme.default('auto'),
  annotator: settingFields.annotator.default('me'),
  /** Where `model download` finds models; a mirror has the same URL layout. */
  hubUrl: settingFields.hubUrl.default('https://huggingface.co'),
  /** Where `import pmc --format pmc-s3` finds PMC's article data set; a mirror has the same layout. */
  pmcUrl: settingFields.pmcUrl.default('https://pmc-oa-opendata.s3.amazonaws.com'),
});
/** Some settings, without defaults for the others: a change leaves those alone. */
export const settingsChange = z.object(settingFields).partial();
export type Settings = z.infer<typeof settings>;

export const fileEntry = z.object({
  name: z.string(),
  kind: z.enum(['folder', 'file']),
  sizeBytes: z.number().optional(),
});
