/**
 * What a worker can say when its event loop cannot: single lines on standard error, which a thread or a dying
 * process can still write. Each is a JSON text sequence (RFC 7464): a record separator, JSON, a line feed.
 */
import * as z from 'zod';
import { errorCodes } from '../util/error.ts';

export const recordSeparator = '\u001e';

export const workerSignal = z.discriminatedUnion('kind', [
  z.object({
    /** Once a second and soon after each step, from a thread of its own. */
    kind: z.literal('beat'),
    /** The step that work is at; null when the worker has not begun to count. */
    step: z.number().int().nullable(),
    /** Of the whole process. */
    rssBytes: z.number(),
    /** For how long the event loop has not been heard of. */
    loopSilentMs: z.number(),
  }),
  z.object({
    /** The error that ends the process. */
    kind: z.literal('last-breath'),
    step: z.number().int().nullable(),
    error: z.object({
      code: z.enum(errorCodes),
      message: z.string(),
      remedy: z.string().optional(),
      facts: z.record(z.string(), z.unknown()).optional(),
    }),
    stack: z.string().optional(),
  }),
]);

export type WorkerSignal = z.infer<typeof workerSignal>;

export const encodeSignal = (signal: WorkerSignal): string => `${recordSeparator}${JSON.stringify(signal)}\n`;

/** Undefined for text that is no signal: native code may write anything to standard error. */
export function parseSignal(text: string): WorkerSignal | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return workerSignal.safeParse(value).data;
}
