/** Edits of a figure and their history. The log is append-only; undo is an entry like any other. */
import * as z from 'zod';
import { curationStatus } from './figure.ts';

export const curationChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('status'), status: curationStatus }),
  z.object({
    kind: z.literal('tags'),
    add: z.array(z.string().min(1)).default([]),
    remove: z.array(z.string().min(1)).default([]),
  }),
  z.object({ kind: z.literal('caption'), caption: z.string().trim().min(1) }),
]);
export type CurationChange = z.infer<typeof curationChange>;

export const historyEntry = z.object({
  sequence: z.number().int(),
  /** Entries of one action (a bulk tag, an undo) share a group and are undone together. */
  group: z.number().int(),
  figure: z.number().int(),
  revision: z.number().int(),
  at: z.string(),
  by: z.string(),
  field: z.enum(['status', 'tags', 'caption']),
  before: z.string(),
  after: z.string(),
  /** Set when this entry takes back (or brings back) the group of that number. */
  undoes: z.number().int().optional(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;
