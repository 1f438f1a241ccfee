/** Retrieval: queries over an embedded corpus, hits, and the report of recall. */
import * as z from 'zod';
import { figureReference, figureSummary } from './corpus.ts';

/** A file that the host can read: a path on its machine, or something the window uploaded or was granted. */
export const fileSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('path'), path: z.string().min(1) }),
  z.object({ kind: z.literal('grant'), id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) }),
]);
export type FileSource = z.infer<typeof fileSource>;

export const searchModes = ['lexical', 'semantic', 'hybrid'] as const;
export const directions = ['text-image', 'image-text', 'image-image', 'text-text'] as const;
export const direction = z.enum(directions);
export type Direction = z.infer<typeof direction>;

export const searchQuery = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string().min(1) }),
  z.object({ kind: z.literal('image'), source: fileSource }),
  z.object({ kind: z.literal('like'), figure: figureReference }),
]);
export type SearchQuery = z.infer<typeof searchQuery>;

export const searchHit = z.object({
  figure: figureSummary,
  /** 1-based. */
  rank: z.number().int(),
  /** Absent for lexical hits. */
  cosine: z.number().optional(),
  /** Which side found it, in hybrid mode. */
  matched: z.array(z.enum(['lexical', 'semantic'])),
  /** 1-based place on the side that found it, in hybrid mode. */
  sideRanks: z
    .object({ lexical: z.number().int().optional(), semantic: z.number().int().optional() })
    .optional(),
  /** Other hits with the same image (or, searching texts, the same caption) that this one stands for. */
  copies: z.array(z.number().int()).default([]),
});
export type SearchHit = z.infer<typeof searchHit>;

export const searchResult = z.object({
  hits: z.array(searchHit),
  /** Figures that were compared. */
  pool: z.number().int(),
  exact: z.boolean(),
  /** Of an approximate answer: recall@recallK of the same settings, measured when the index was built. */
  recallEstimate: z.number().optional(),
  recallK: z.number().int().optional(),
  /** Id of the embedding and name of the model that answered; absent for lexical search. */
  embedding: z.object({ id: z.string(), model: z.string() }).optional(),
  /** For `like`: where the figure's own pair came, 1-based. */
  truePairRank: z.number().int().optional(),
  /** Of a ranking by words that looked at the newest matches only: at how many. */
  rankedWithin: z.number().int().optional(),
  /** What is not among the hits, and why. */
  hidden: z.array(z.object({ reason: z.string(), count: z.number().int() })),
  /** What else a reader of the hits must know, in sentences: words that no caption holds, a query that was cut. */
  notes: z.array(z.string()).default([]),
  milliseconds: z.number(),
});
export type SearchResult = z.infer<typeof searchResult>;

/** How close two figures are. A cosine is absent where one of the two vectors is. */
export const pairCosines = z.object({
  embedding: z.object({ id: z.string(), model: z.string() }),
  image: z.number().optional(),
  text: z.number().optional(),
  /** Image of the first against the caption of the second, and the other way round. */
  imageText: z.number().optional(),
  textImage: z.number().optional(),
});
export type PairCosines = z.infer<typeof pairCosines>;

/** Where a tokenizer stops reading a text. */
export const tokenCut = z.object({
  /** Model whose tokenizer counted. */
  model: z.string(),
  /** Tokens that the model reads at most, special ones included. */
  contextLength: z.number().int(),
  /** Tokens of the whole text, special ones included. */
  tokens: z.number().int(),
  cuts: z.array(
    z.object({
      context: z.number().int(),
      /** UTF-16 offset behind the last character that is read; absent when the whole text is. */
      at: z.number().int().optional(),
    }),
  ),
});
export type TokenCut = z.infer<typeof tokenCut>;

const interval = z.tuple([z.number(), z.number()]);

export const recallReport = z.object({
  r1: z.number(),
  r5: z.number(),
  r10: z.number(),
  r50: z.number(),
  medianRank: z.number(),
  meanRank: z.number(),
  mrr: z.number(),
  /** 95 % bootstrap intervals. */
  ci: z.object({ r1: interval, r5: interval, r10: interval }),
});
export type RecallReport = z.infer<typeof recallReport>;

export const worstPair = z.object({
  figure: figureSummary,
  imageToTextRank: z.number().int(),
  textToImageRank: z.number().int(),
});

export const retrievalReport = z.object({
  corpus: z.string(),
  model: z.string(),
  split: z.string(),
  pool: z.number().int(),
  imageToText: recallReport,
  textToImage: recallReport,
  /** The pairs that were found last, worst first. */
  worst: z.array(worstPair),
  milliseconds: z.number(),
});
export type RetrievalReport = z.infer<typeof retrievalReport>;

/** Zero-shot classification of one file. */
export const recognised = z.object({
  format: z.string(),
  width: z.number().int(),
  height: z.number().int(),
  bits: z.number().int(),
  frames: z.number().int(),
  /** What was done to the pixels before the model saw them, in words. */
  prepare: z.string(),
});
export const labelScore = z.object({
  label: z.string(),
  cosine: z.number(),
  probability: z.number(),
  rank: z.number().int(),
});
export const classification = z.object({
  path: z.string(),
  recognised: recognised.optional(),
  results: z.array(labelScore).optional(),
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string().optional() }).optional(),
  milliseconds: z.number().optional(),
});
export type Classification = z.infer<typeof classification>;
