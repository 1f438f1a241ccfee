/** What `check` finds: damage of a corpus, and pairs that leak from one split into another. */
import * as z from 'zod';
import { figureReference } from './corpus.ts';
import { splitName } from './figure.ts';

export const checkedParts = [
  'database',
  'text-index',
  'side-car',
  'vectors',
  'index',
  'blobs',
  'images',
] as const;

export const problem = z.object({
  part: z.enum(checkedParts),
  /** A warning costs nothing but time: what is damaged is made again by itself. */
  severity: z.enum(['error', 'warning']),
  /** One sentence: what is damaged. */
  message: z.string(),
  /** What to do about it. */
  remedy: z.string(),
  /** Things concerned: rows, files. */
  count: z.number().int(),
  /** Some of them. */
  examples: z.array(z.string()),
});
export type Problem = z.infer<typeof problem>;

/** From certain to probable: one article, one file, one caption, a caption or a picture that differs little. */
export const leakKinds = ['article', 'image', 'caption', 'near-caption', 'near-image'] as const;
export const leak = z.object({
  kind: z.enum(leakKinds),
  figures: z.tuple([figureReference, figureReference]),
  splits: z.tuple([splitName, splitName]),
  /** Of near kinds: 0..1, 1 for equal. */
  similarity: z.number().optional(),
});
export type Leak = z.infer<typeof leak>;

export const checkReport = z.object({
  corpus: z.string(),
  /** No problem that is an error. */
  ok: z.boolean(),
  problems: z.array(problem),
  /** The first ones of each kind; `leakCounts` counts all. */
  leakage: z.array(leak),
  leakCounts: z.partialRecord(z.enum(leakKinds), z.number().int()),
  /** Figures whose image or caption is that of another figure, in whatever split. */
  duplicates: z.object({ images: z.number().int(), captions: z.number().int() }),
  /** What was looked at, in words, and what was left out: "12,000 of 15,000,000 pictures". */
  looked: z.array(z.string()),
  seconds: z.number(),
});
export type CheckReport = z.infer<typeof checkReport>;

export const checkDepths = ['quick', 'full'] as const;
