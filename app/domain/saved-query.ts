/** A view of a corpus that somebody gave a name. */
import * as z from 'zod';
import { corpusQuery } from './corpus.ts';

export const savedQuery = z.object({
  id: z.string(),
  name: z.string().trim().min(1).max(120),
  query: corpusQuery,
  createdAt: z.string(),
});
export type SavedQuery = z.infer<typeof savedQuery>;
