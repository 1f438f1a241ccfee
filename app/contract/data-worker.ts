/**
 * What the host asks of a data worker: SQLite, text index, side-car columns and vectors of one corpus. The same
 * entry serves as import worker: a second process that writes rows while the first one answers questions.
 */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { workerContract } from '#app/rpc/worker-contract.ts';
import {
  corpusQuery,
  corpusStats,
  corpusSummary,
  facetField,
  figureDetail,
  figureReference,
  figureSummary,
  queryResult,
} from '#app/domain/corpus.ts';
import { checkDepths, checkReport } from '#app/domain/check.ts';
import { curationChange, historyEntry } from '#app/domain/curation.ts';
import { exportOptions, exportResult } from '#app/domain/export.ts';
import { rejection, splitName } from '#app/domain/figure.ts';
import { importCounts, progress } from '#app/domain/job.ts';
import { corpusContract, curated } from './corpus.ts';
import { synthesisOptions, synthesisResult } from './corpus-work.ts';
import { importOptions } from './imports.ts';

const scored = z.object({
  /** Row ids, best first. */
  ids: z.instanceof(Uint32Array),
  /** Cosines (vector search) or negated bm25 (text search) of the same rows. */
  scores: z.instanceof(Float32Array),
  /** Rows that were compared. */
  pool: z.number().int(),
});

export const dataContract = {
  ...workerContract,
  /** How far the opening of the corpus is, while there is one that takes long: it is read where its side-car is missing. */
  'data.opening': stream('state', z.object({}), z.object({ progress: progress.optional() })),
  'data.summary': call(z.object({}), corpusSummary),
  'data.stats': call(z.object({}), corpusStats),
  'data.query': call(z.object({ query: corpusQuery, facets: z.array(facetField) }), queryResult),
  'data.page': call(
    z.object({ query: corpusQuery, offset: z.number().int(), limit: z.number().int() }),
    z.object({ rows: z.array(figureSummary) }),
  ),
  'data.ids': call(
    corpusContract['corpus.ids'].input.omit({ corpus: true }),
    corpusContract['corpus.ids'].output,
  ),
  'data.position': call(
    corpusContract['corpus.position'].input.omit({ corpus: true }),
    corpusContract['corpus.position'].output,
  ),
  'data.values': call(
    corpusContract['corpus.values'].input.omit({ corpus: true }),
    corpusContract['corpus.values'].output,
  ),
  'data.figure': call(z.object({ figure: figureReference }), figureDetail),
  /** Summaries of given rows, in the given order; any word of `text` is marked in their captions. */
  'data.rows': call(
    z.object({ ids: z.array(z.number().int()), text: z.string().optional() }),
    z.object({ rows: z.array(figureSummary) }),
  ),
  /** Where the bytes of an image are; also answers for images only known by hash. */
  'data.image': call(
    z.object({ sha256: z.string() }),
    z
      .object({ id: z.number().int() })
      .extend({
        source: figureDetail.shape.image.shape.source,
        format: z.string(),
      })
      .nullable(),
  ),
  'data.curate': call(
    z.object({ figures: z.array(figureReference), change: curationChange, by: z.string() }),
    curated,
  ),
  'data.curateMatching': stream(
    'log',
    corpusContract['curation.applyToMatching'].input.omit({ corpus: true }),
    corpusContract['curation.applyToMatching'].chunk,
  ),
  'data.undo': call(z.object({ figure: figureReference.optional(), by: z.string() }), curated),
  'data.redo': call(z.object({ by: z.string() }), curated),
  'data.history': call(z.object({ figure: figureReference }), z.object({ entries: z.array(historyEntry) })),
  /** Takes in what another process wrote (rows of a running import, vectors of a finished embedding). */
  'data.refresh': call(z.object({}), z.object({ revision: z.number().int() })),

  'data.searchText': call(
    z.object({ text: z.string(), filter: z.string(), k: z.number().int() }),
    scored.extend({
      /** False: the text has no word that must match, only operators, signs or exclusions. */
      rankable: z.boolean(),
      /** Set when captions with some of the words follow those with all of them: how many the first are. */
      withAllWords: z.number().int().optional(),
      /** Set when only the newest N of all `matches` were ranked. */
      rankedWithin: z.number().int().optional(),
      matches: z.number().int().optional(),
      /** Words of the text that no caption of the corpus holds. */
      missing: z.array(z.string()),
    }),
  ),
  /** What a vector search can look at: the corpus, what the filter lets through, and what of that has no vector yet. */
  'data.searchPool': call(
    z.object({ embedding: z.string(), side: z.enum(['image', 'text']), filter: z.string() }),
    z.object({ figures: z.number().int(), included: z.number().int(), notEmbedded: z.number().int() }),
  ),
  /** Cosines of given rows with a vector; NaN where a row has none. */
  'data.cosines': call(
    z.object({
      embedding: z.string(),
      side: z.enum(['image', 'text']),
      vector: z.instanceof(Float32Array),
      ids: z.array(z.number().int()),
    }),
    z.object({ cosines: z.instanceof(Float32Array) }),
  ),
  'data.searchVectors': call(
    z.object({
      embedding: z.string(),
      /** Which vectors to compare with. */
      side: z.enum(['image', 'text']),
      /** [dimension], L2-normalised. */
      vector: z.instanceof(Float32Array),
      filter: z.string(),
      k: z.number().int(),
      /** Compare with every vector even where an index would answer. */
      exact: z.boolean().default(true),
      /** Rank this row too, wherever it comes; needs `exact`. */
      rankOf: z.number().int().optional(),
    }),
    scored.extend({
      rankOf: z.number().int().optional(),
      exact: z.boolean(),
      recallEstimate: z.number().optional(),
      /** The k that the estimate is recall@k of. */
      recallK: z.number().int().optional(),
      /** What kept an index from answering, or makes it slower, in sentences. */
      notes: z.array(z.string()).default([]),
    }),
  ),
  /** Builds the approximate index of both sides of an embedding; an interrupted build leaves the old one. */
  'data.buildIndex': stream(
    'log',
    z.object({ embedding: z.string(), rebuild: z.boolean() }),
    z.object({ progress: progress.optional(), done: z.boolean().default(false) }),
  ),
  'data.export': stream(
    'log',
    exportOptions.omit({ corpus: true }),
    z.object({ progress: progress.optional(), result: exportResult.optional() }),
  ),
  'data.check': stream(
    'log',
    z.object({ depth: z.enum(checkDepths), leakage: z.boolean() }),
    z.object({ progress: progress.optional(), report: checkReport.optional() }),
  ),
  'data.synthesise': stream(
    'log',
    synthesisOptions,
    z.object({ progress: progress.optional(), result: synthesisResult.optional() }),
  ),
  /** One stored vector, for "more like this". */
  'data.vector': call(
    z.object({ embedding: z.string(), side: z.enum(['image', 'text']), id: z.number().int() }),
    z.object({ vector: z.instanceof(Float32Array) }),
  ),
  /** Ranks of the true pair of every row of a split, both directions, exact; row i belongs to ids[i]. */
  'data.ranks': call(
    z.object({ embedding: z.string(), split: splitName }),
    z.object({
      ids: z.instanceof(Uint32Array),
      imageToText: z.instanceof(Float64Array),
      textToImage: z.instanceof(Float64Array),
    }),
  ),

  /** Imports sources. Rows are durable when a `committed` count says so; the last chunk carries `counts`. */
  'data.import': stream(
    'log',
    importOptions.extend({
      paths: z.array(z.string()).min(1),
      /** Copy the images into the corpus: the sources are uploads, which do not stay. */
      keepImages: z.boolean().default(false),
    }),
    z.object({
      progress: progress.optional(),
      rejected: z.array(rejection).default([]),
      committed: z.number().int().optional(),
      counts: importCounts.optional(),
    }),
  ),
  /** Draws the sample corpus into this (empty) corpus; idempotent. */
  'data.makeSample': stream(
    'log',
    z.object({ seed: z.number().int(), count: z.number().int() }),
    z.object({ progress: progress.optional(), counts: importCounts.optional() }),
  ),
} as const;
export type DataContract = typeof dataContract;
