/** Learning a WordPiece vocabulary from a corpus, as it is asked for and told. */
import * as z from 'zod';
import { progress } from './job.ts';

/** Entries, special tokens included. */
export const vocabularySize = z.number().int().min(64).max(1_000_000);

export const vocabularyProgress = z.object({
  progress,
  /** With the last chunk: what was written. */
  learnt: z.object({ entries: z.number().int(), captions: z.number().int() }).optional(),
});
export type VocabularyProgress = z.infer<typeof vocabularyProgress>;
