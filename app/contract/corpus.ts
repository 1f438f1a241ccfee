/** Corpora: list, browse, one figure, curation. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import {
  corpusName,
  corpusQuery,
  corpusStats,
  corpusSummary,
  facetField,
  facetValue,
  figureDetail,
  figureReference,
  figureSummary,
  queryResult,
} from '#app/domain/corpus.ts';
import { curationChange, historyEntry } from '#app/domain/curation.ts';
import { progress } from '#app/domain/job.ts';
import { savedQuery } from '#app/domain/saved-query.ts';
import { vocabularyProgress, vocabularySize } from '#app/domain/vocabulary.ts';

const inCorpus = z.object({ corpus: corpusName });
/** What an edit answers, after the durable write. */
export const curated = z.object({
  /** New revision of the corpus. */
  revision: z.number().int(),
  figures: z.array(figureSummary),
  /** What happened, for the toast: "Tag unclear added to 3 figures". */
  summary: z.string(),
});

export const corpusContract = {
  'corpus.list': call(z.object({}), z.object({ corpora: z.array(corpusSummary) })),
  'corpus.watch': stream('state', z.object({}), z.object({ corpora: z.array(corpusSummary) })),
  /**
   * Corpora that are being opened and take long: their side-car is missing or out of date. Questions about them wait;
   * when all are withdrawn the opening pauses, and goes on with the next.
   */
  'corpus.openings': stream(
    'state',
    z.object({}),
    z.object({ openings: z.array(z.object({ corpus: corpusName, progress })) }),
  ),
  'corpus.stats': call(inCorpus, corpusStats),
  'corpus.remove': call(inCorpus, z.object({ freedBytes: z.number() })),

  /** Count and facets of a view. Asking again for the same view is free until the corpus changes. */
  'corpus.query': call(
    inCorpus.extend({ query: corpusQuery, facets: z.array(facetField).default([]) }),
    queryResult,
  ),
  /** Rows of a view in its order. */
  'corpus.page': call(
    inCorpus.extend({
      query: corpusQuery,
      offset: z.number().int().min(0),
      limit: z.number().int().min(1).max(1024),
    }),
    z.object({ rows: z.array(figureSummary) }),
  ),
  /** Ids of a view, for "all that match" selections; with `offset` and `limit` a part of them, in its order. */
  'corpus.ids': call(
    inCorpus.extend({
      query: corpusQuery,
      offset: z.number().int().min(0).optional(),
      limit: z.number().int().min(0).optional(),
    }),
    z.object({ ids: z.instanceof(Uint32Array) }),
  ),
  /** Where a figure stands in a view, 0-based; absent when the view does not hold it. */
  'corpus.position': call(
    inCorpus.extend({ query: corpusQuery, figure: figureReference }),
    z.object({ position: z.number().int().optional() }),
  ),
  /** Values of a field that begin with, or contain, some letters: the commonest first. For completion. */
  'corpus.values': call(
    inCorpus.extend({
      field: facetField,
      prefix: z.string(),
      /** Counts are of what this view holds, the field's own condition aside; absent: of the whole corpus. */
      query: corpusQuery.optional(),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    z.object({ values: z.array(facetValue) }),
  ),
  'corpus.figure': call(inCorpus.extend({ figure: figureReference }), figureDetail),
  /** The revision of a corpus: a new chunk means that rows, facets or captions changed. */
  'corpus.changes': stream('state', inCorpus, z.object({ revision: z.number().int() })),

  'savedQueries.watch': stream('state', inCorpus, z.object({ queries: z.array(savedQuery) })),
  /** Adds a query, or replaces the one with the same id. Answered after the durable write. */
  'savedQueries.save': call(
    inCorpus.extend({ query: savedQuery.omit({ createdAt: true }) }),
    z.object({ queries: z.array(savedQuery) }),
  ),
  'savedQueries.remove': call(
    inCorpus.extend({ id: z.string() }),
    z.object({ queries: z.array(savedQuery) }),
  ),

  /** Learns a WordPiece vocabulary from the captions of the training split and writes it to a new file `out`. */
  'vocabulary.train': stream(
    'log',
    inCorpus.extend({ size: vocabularySize, out: z.string().min(1) }),
    vocabularyProgress,
  ),

  /** Answered after the durable write. */
  'curation.apply': call(
    inCorpus.extend({
      figures: z.array(figureReference).min(1).max(1_000_000),
      change: curationChange,
      by: z.string().min(1),
    }),
    curated,
  ),
  /**
   * The same change of every figure that a query selects, except some (row ids): one step of undo. Leaving the stream
   * stops it; what is done by then stays. `curated` comes last, after the durable write.
   */
  'curation.applyToMatching': stream(
    'log',
    inCorpus.extend({
      query: corpusQuery,
      except: z.array(z.number().int().min(0)).max(1_000_000).default([]),
      change: curationChange,
      by: z.string().min(1),
    }),
    z.object({ done: z.number().int(), total: z.number().int(), curated: curated.optional() }),
  ),
  /** Takes back the last action that is not taken back yet (of anybody, of that figure when given). */
  'curation.undo': call(
    inCorpus.extend({ figure: figureReference.optional(), by: z.string().min(1) }),
    curated,
  ),
  'curation.redo': call(inCorpus.extend({ by: z.string().min(1) }), curated),
  'curation.history': call(
    inCorpus.extend({ figure: figureReference }),
    z.object({ entries: z.array(historyEntry) }),
  ),
} as const;
