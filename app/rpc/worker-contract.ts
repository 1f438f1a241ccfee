/** What every worker answers, whatever else it does. Worker contracts spread it in; serveWorker answers it. */
import * as z from 'zod';
import { call, stream } from './define.ts';

export const workerContract = {
  /** From the worker's event loop about once a second: silence while beats go on means that it is busy. */
  'worker.health': stream(
    'state',
    z.object({}),
    z.object({
      /** Counts units of work (training steps, batches, rows): standing still while busy means trouble. */
      step: z.number().int(),
      /** Of the whole process. */
      rssBytes: z.number(),
    }),
  ),
  /** Asks the worker to end: it finishes what it must, answers, and exits with code 0. */
  'worker.stop': call(z.object({}), z.object({})),
} as const;

export type WorkerContract = typeof workerContract;
