/** The files of a run folder, shared by the host (which starts and lists runs) and the worker (which trains them). */
import * as z from 'zod';
import { errorRecord } from './job.ts';
import { runSegment, runStatus, validationPoint } from './run.ts';
import { runConfig } from './run-config.ts';

/** `config.json`: written once, before the first step. */
export const runRecord = z.object({
  id: z.string(),
  corpus: z.string(),
  preset: z.string(),
  createdAt: z.string(),
  config: runConfig,
  /** Folder of the model whose weights and tokenizer it starts from. */
  from: z.string().optional(),
});
export type RunRecord = z.infer<typeof runRecord>;

/** `status.json`: replaced by the host at every change of status and with every checkpoint. */
export const runState = z.object({
  status: runStatus,
  step: z.number().int(),
  steps: z.number().int(),
  segments: z.array(runSegment),
  trainPairs: z.number().int(),
  parameters: z.number().int(),
  error: errorRecord.optional(),
  /** The host process that trains it, while it does: only its end makes the run stale. */
  pid: z.number().int().optional(),
});
export type RunState = z.infer<typeof runState>;

export const runFileNames = {
  record: 'config.json',
  state: 'status.json',
  /** See metric-log.ts. Written by the worker only. */
  metrics: 'metrics.bin',
  /** One `ValidationPoint` per line. Written by the worker only. */
  validations: 'validations.jsonl',
  checkpoints: 'checkpoints',
} as const;

/** A checkpoint folder is a model folder with the optimizer's state, the data cursor and the random state beside it. */
export const checkpointName = (step: number): string => `step-${String(step).padStart(7, '0')}`;

/** The step of a checkpoint folder; undefined for anything else, unfinished temporary folders included. */
export function checkpointStep(name: string): number | undefined {
  const match = /^step-(\d{7,})$/.exec(name);
  return match ? Number(match[1]) : undefined;
}

export function parseValidations(text: string): z.infer<typeof validationPoint>[] {
  return text.split('\n').flatMap((line) => {
    try {
      return [validationPoint.parse(JSON.parse(line))];
    } catch {
      // Torn by a power cut, perhaps with the next line behind it: that point is lost, the run is not.
      return [];
    }
  });
}
