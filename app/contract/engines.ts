/** Engines of this machine: what is there, installing TensorFlow's libraries, the numeric self-test. */
import * as z from 'zod';
import { call } from '#app/rpc/define.ts';
import { engineReport } from '#app/domain/engine.ts';

const listed = z.object({ engines: z.array(engineReport) });

export const engineContract = {
  /** Answers from the last self-test where engine and machine are the same; runs it where there is none. */
  'engines.list': call(z.object({}), listed),
  /** Runs the self-test of every installed engine anew, each in a process of its own. */
  'engines.test': call(z.object({}), listed),
  /** Starts (or joins) the job that provides TensorFlow's libraries; it continues where an earlier one stopped. */
  'engines.install': call(
    z.object({
      engine: z.literal('tensorflow'),
      /** `auto`: the CUDA set where an NVIDIA device is found. */
      cuda: z.enum(['auto', 'yes', 'no']).default('auto'),
      /** A simple package index (PEP 503/691); default: what pip is configured with. */
      wheelIndex: z.string().optional(),
      /** A folder with the wheels, for machines without a network. */
      from: z.string().optional(),
    }),
    z.object({ job: z.string() }),
  ),
  'engines.remove': call(z.object({ engine: z.literal('tensorflow') }), z.object({ freedBytes: z.number() })),
} as const;
