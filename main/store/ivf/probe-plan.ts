/** How far a search goes: lists it looks into and candidates it compares exactly, by what was measured when building. */
import * as z from 'zod';

/** Settings for one share of rows that a filter lets through. */
const tunedLevel = z.object({
  share: z.number().positive().max(1),
  /** Lists looked into, and how much a list gains in their order by vectors far from its centroid. */
  probes: z.number().int().min(1),
  spread: z.number().min(0),
  /** Candidates compared exactly. */
  rerank: z.number().int().min(1),
  /** Measured recall@10 of these settings, by kind of query. */
  recall: z.object({
    /** Vectors of the same side. */
    stored: z.number(),
    /** Vectors of the other side, as of a text that looks for images. */
    crossed: z.number().optional(),
  }),
});
export type TunedLevel = z.infer<typeof tunedLevel>;

/** By falling share. */
export const tuning = z.array(tunedLevel).min(1);
export type Tuning = z.infer<typeof tuning>;

/** Results that recall is measured at. */
export const tunedK = 10;

export interface ProbePlan {
  readonly probes: number;
  readonly spread: number;
  readonly rerank: number;
  readonly recallEstimate: number;
}

/** The best k of a share of all rows lie about as deep as the best ten of share x 10 / k. */
export function probePlan(levels: Tuning, share: number, k: number, lists: number): ProbePlan {
  const depth = share * Math.min(1, tunedK / Math.max(1, k));
  const levelOf = (part: number): TunedLevel =>
    levels.find((candidate) => candidate.share <= part) ?? levels[levels.length - 1];
  const level = levelOf(depth);
  // Deeper than what was measured, lists grow in proportion: rather too many than too few.
  const beyond = Math.max(1, level.share / depth);
  const deeper = Math.sqrt(Math.max(1, k / tunedK));
  return {
    probes: Math.min(lists, Math.ceil(level.probes * beyond)),
    spread: level.spread,
    rerank: Math.max(Math.ceil(levelOf(share).rerank * deeper), Math.ceil(1.2 * k)),
    recallEstimate: Math.min(level.recall.stored, level.recall.crossed ?? 1),
  };
}
