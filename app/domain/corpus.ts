/** What a corpus shows of itself: summaries for lists, rows for the grid, everything about one figure, statistics. */
import * as z from 'zod';
import { article, curationStatus, imageInfo, licenseCode, mention, repair, splitName } from './figure.ts';

export const corpusName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,63}$/,
    'a corpus name has 1 to 64 lower-case letters, digits, dots, dashes or underscores',
  );

export const embeddingSummary = z.object({
  /** Folder name under `vectors/`. */
  id: z.string(),
  model: z.string(),
  dimension: z.number().int(),
  images: z.number().int(),
  texts: z.number().int(),
  /** False while some rows of the corpus have no vector yet. */
  complete: z.boolean(),
  /** Rows of each side that an approximate index covers; absent without one (then every search is exact). */
  indexed: z.object({ image: z.number().int(), text: z.number().int() }).optional(),
  createdAt: z.string(),
});
export type EmbeddingSummary = z.infer<typeof embeddingSummary>;

/** Sides with fewer vectors get no approximate index: comparing them all takes no longer (main/store/DECISIONS.md). */
export const indexedFromRows = 50_000;

export const corpusSummary = z.object({
  name: z.string(),
  articles: z.number().int(),
  figures: z.number().int(),
  pairs: z.number().int(),
  sizeBytes: z.number(),
  createdAt: z.string(),
  embeddings: z.array(embeddingSummary),
});
export type CorpusSummary = z.infer<typeof corpusSummary>;

/** Fields that can be filtered, faceted and (those marked) sorted. Free text goes beside the filter, not in it. */
export const facetFields = ['modality', 'year', 'license', 'split', 'status', 'journal', 'tag'] as const;
export const facetField = z.enum(facetFields);
export type FacetField = z.infer<typeof facetField>;

export const sortFields = ['id', 'year', 'journal', 'captionLength', 'updated'] as const;
export const sort = z.object({ field: z.enum(sortFields), direction: z.enum(['asc', 'desc']) });
export type Sort = z.infer<typeof sort>;

/** A view of a corpus. The same `filter` string works in the query bar, in links, exports and on the command line. */
export const corpusQuery = z.object({
  text: z.string().default(''),
  filter: z.string().default(''),
  sort: sort.optional(),
});
export type CorpusQuery = z.infer<typeof corpusQuery>;

export const facetValue = z.object({ value: z.string(), count: z.number().int() });
export type FacetValue = z.infer<typeof facetValue>;

export const queryResult = z.object({
  total: z.number().int(),
  /** Set when text ranking looked at the newest N matches only; 0: they are not ranked, newest first. */
  rankedWithin: z.number().int().optional(),
  /** Counts per value; each facet ignores its own filter. */
  facets: z.partialRecord(facetField, z.array(facetValue)),
  /** Grows with every change of the corpus. */
  revision: z.number().int(),
  milliseconds: z.number(),
});
export type QueryResult = z.infer<typeof queryResult>;

/** One row of the grid or list. */
export const figureSummary = z.object({
  /** Dense row id 0..N-1 = vector slot. */
  id: z.number().int(),
  articleKey: z.string(),
  figureId: z.string(),
  label: z.string().optional(),
  /** The effective caption: what is indexed and trained on. */
  caption: z.string(),
  /** Half-open character ranges of `caption` that matched the text query. */
  highlights: z.array(z.tuple([z.number().int(), z.number().int()])),
  title: z.string(),
  journal: z.string().optional(),
  year: z.number().int().optional(),
  license: licenseCode,
  modality: z.string().optional(),
  split: splitName,
  status: curationStatus,
  tags: z.array(z.string()),
  captionEdited: z.boolean(),
  /** Present where the article was withdrawn. */
  retracted: z.literal(true).optional(),
  sha256: z.string(),
  width: z.number().int(),
  height: z.number().int(),
});
export type FigureSummary = z.infer<typeof figureSummary>;

/** How a person names a figure: row id, `ARTICLE/figure-id` or `sha256:...`. */
export const figureReference = z.union([z.number().int().min(0), z.string().min(1)]);
export type FigureReference = z.infer<typeof figureReference>;

export const curationState = z.object({
  status: curationStatus,
  tags: z.array(z.string()),
  captionEdited: z.boolean(),
  revision: z.number().int(),
});

export const figureDetail = z.object({
  id: z.number().int(),
  figureId: z.string(),
  caption: z.string(),
  /** The caption as published, before any edit. */
  originalCaption: z.string(),
  label: z.string().optional(),
  mentions: z.array(mention),
  article,
  image: imageInfo,
  split: splitName,
  panels: z.array(z.string()),
  modality: z.string().optional(),
  curation: curationState,
  /** Other files that show the same picture. */
  renditions: z.array(z.string()),
  repairs: z.array(repair),
  /** Row ids of the other figures of the same article, in order. */
  siblings: z.array(z.number().int()),
});
export type FigureDetail = z.infer<typeof figureDetail>;

const counts = z.record(z.string(), z.number().int());

export const corpusStats = z.object({
  articles: z.number().int(),
  figures: z.number().int(),
  pairs: z.number().int(),
  bySplit: counts,
  byLicense: counts,
  byYear: counts,
  byModality: counts,
  byStatus: counts,
  /** WordPiece-free estimate is never shown: tokens are counted with the tokenizer of the newest model, or words. */
  captionTokens: z.object({
    unit: z.enum(['words', 'tokens']),
    p50: z.number(),
    p90: z.number(),
    p99: z.number(),
    over256: z.number().int(),
  }),
  sizeBytes: z.number(),
});
export type CorpusStats = z.infer<typeof corpusStats>;
