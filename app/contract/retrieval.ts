/** Search, retrieval reports and zero-shot classification. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { corpusName, figureReference } from '#app/domain/corpus.ts';
import { anyEngine, computeChoice } from '#app/domain/engine.ts';
import { splitName } from '#app/domain/figure.ts';
import {
  classification,
  direction,
  fileSource,
  pairCosines,
  retrievalReport,
  searchModes,
  searchQuery,
  searchResult,
} from '#app/domain/search.ts';

export const retrievalContract = {
  'retrieval.search': call(
    z.object({
      corpus: corpusName,
      query: searchQuery,
      mode: z.enum(searchModes).default('semantic'),
      direction: direction.optional(),
      filter: z.string().default(''),
      k: z.number().int().min(1).max(1000).default(20),
      /** True compares with every vector even where an approximate index would answer. */
      exact: z.boolean().default(false),
      /** One hit for figures with the same image (or the same caption, searching texts). */
      collapse: z.boolean().default(true),
      /** Default: the newest embedding of the corpus. */
      model: z.string().optional(),
      compute: computeChoice.default(anyEngine),
    }),
    searchResult,
  ),
  /** Cosines of two figures by the newest embedding, or that of a model. Throws not-found where there is none. */
  'retrieval.compare': call(
    z.object({
      corpus: corpusName,
      a: figureReference,
      b: figureReference,
      model: z.string().optional(),
    }),
    pairCosines,
  ),
  /** Exact, both directions, over one split. */
  'retrieval.evaluate': call(
    z.object({
      corpus: corpusName,
      model: z.string(),
      split: splitName.default('test'),
      compute: computeChoice.default(anyEngine),
    }),
    retrievalReport,
  ),
  /** One chunk per file, in order, as soon as it is ready. */
  'classify.run': stream(
    'log',
    z.object({
      model: z.string(),
      sources: z.array(fileSource).min(1),
      labels: z.array(z.string().trim().min(1)).min(1),
      /** `{}` is where the label goes; several templates are averaged and renormalised. */
      templates: z
        .array(z.string().refine((template) => template.includes('{}'), 'a template contains {}'))
        .min(1)
        .default(['this is a photo of {}']),
      prepare: z.enum(['exact', 'display']).default('display'),
      compute: computeChoice.default(anyEngine),
    }),
    classification,
  ),
} as const;
