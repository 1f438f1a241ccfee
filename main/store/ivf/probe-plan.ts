/** How far a search goes: lists it looks into and candidates it compares exactly, by what was measured when building. */
import * as z from 'zod';

/** Settings for one share of rows that a filter lets through, and one number of results. */
const tunedLevel = z.object({
  share: z.number().positive().max(1),
  /** Results that recall was measured at. */
  k: z.number().int().min(1).default(10),
  /** Lists looked into, and how much a list gains in their order by vectors far from its centroid. */
  probes: z.number().int().min(1),
  spread: z.number().min(0),
  /** Candidates compared exactly. */
  rerank: z.number().int().min(1),
  /** Measured recall@k of these settings, by kind of query. */
  recall: z.object({
    /** Vectors of the same side. */
    stored: z.number(),
    /** Vectors of the other side, as of a text that looks for images. */
    crossed: z.number().optional(),
  }),
});
export type TunedLevel = z.infer<typeof tunedLevel>;

/** By rising k, and for each by falling share. */
export const tuning = z.array(tunedLevel).min(1);
export type Tuning = z.infer<typeof tuning>;

/** Results that recall is measured at: a first look, and a page. */
export const measuredKs = [10, 100] as const;

export interface ProbePlan {
  readonly probes: number;
  readonly spread: number;
  readonly rerank: number;
  /** Measured with these settings, as recall@recallK. */
  readonly recallEstimate: number;
  readonly recallK: number;
}

/** A level also serves shares that are smaller by so much, with lists in proportion. */
const tolerance = 1.25;

/**
 * What was measured for the next larger k and the next smaller share. Beyond the largest k, the best k of a share of all
 * rows lie about as deep as the best K of share x K / k.
 */
export function probePlan(levels: Tuning, share: number, k: number, lists: number): ProbePlan {
  const measured = levels.find((level) => level.k >= k)?.k ?? levels[levels.length - 1].k;
  const ofK = levels.filter((level) => level.k === measured);
  const depth = share * Math.min(1, measured / Math.max(1, k));
  const level = ofK[levelAt(ofK, depth)];
  // Deeper than what was measured, lists grow in proportion: rather too many than too few.
  const beyond = Math.max(1, level.share / depth);
  const deeper = Math.sqrt(Math.max(1, k / measured));
  return {
    probes: Math.min(lists, Math.ceil(level.probes * beyond)),
    spread: level.spread,
    rerank: Math.max(Math.ceil(rerankFor(ofK, share) * deeper), Math.ceil(1.2 * k)),
    recallEstimate: Math.min(level.recall.stored, level.recall.crossed ?? 1),
    recallK: measured,
  };
}

function levelAt(levels: Tuning, share: number): number {
  const found = levels.findIndex((level) => level.share <= share * tolerance);
  return found === -1 ? levels.length - 1 : found;
}

/** A larger share looks into fewer lists, but may need more candidates: between two, the more of both. */
function rerankFor(levels: Tuning, share: number): number {
  const at = levelAt(levels, share);
  const isBetween = at > 0 && levels[at].share * tolerance < share;
  return Math.max(levels[at].rerank, isBetween ? levels[at - 1].rerank : 0);
}
