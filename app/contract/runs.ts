/** Training runs: start, follow, stop, resume. A subscription is not the run: closing a window never stops training. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { corpusName } from '#app/domain/corpus.ts';
import { metricChunk, runDetail, runSummary } from '#app/domain/run.ts';
import { runOverrides, trainPreset } from '#app/domain/run-config.ts';

const ofRun = z.object({ run: z.string().min(1) });
const listed = z.object({ runs: z.array(runSummary) });

export const runContract = {
  'runs.presets': call(z.object({}), z.object({ presets: z.array(trainPreset) })),
  'runs.start': call(
    z.object({
      corpus: corpusName,
      preset: z.string().default('nano'),
      /** Overrides the preset, key by key. */
      set: runOverrides.default({}),
      /** A model to start from instead of fresh weights. */
      from: z.string().optional(),
    }),
    ofRun,
  ),
  'runs.list': call(z.object({}), listed),
  'runs.watch': stream('state', z.object({}), listed),
  'runs.show': call(ofRun, runDetail),
  /** Metrics after `afterStep`, then new ones as they come, until the run ends. */
  'runs.metrics': stream(
    'binary',
    ofRun.extend({ afterStep: z.number().int().min(0).default(0) }),
    metricChunk,
  ),
  /** Finishes the step, writes a checkpoint, stops. Answered when the run has stopped. */
  'runs.stop': call(ofRun, runSummary),
  'runs.resume': call(ofRun, runSummary),
  'runs.remove': call(ofRun, z.object({ freedBytes: z.number() })),
} as const;
