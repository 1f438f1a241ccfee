/** What every worker answers, whatever else it does. */
import * as z from 'zod';
import { stream } from './define.ts';

export const workerContract = {
  /** A beat about once a second from a thread of its own, so that a long step does not look like a hang. */
  'worker.health': stream(
    'state',
    z.object({}),
    z.object({
      /** Counts units of work (training steps, batches, rows): standing still while busy means trouble. */
      step: z.number().int(),
      rssBytes: z.number(),
    }),
  ),
} as const;
