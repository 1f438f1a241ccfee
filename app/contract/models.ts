/** Models and embeddings. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { corpusName } from '#app/domain/corpus.ts';
import { modelDetail, modelSummary } from '#app/domain/model.ts';
import { passport } from '#app/domain/passport.ts';
import { fileSource } from '#app/domain/search.ts';

const modelName = z.string().min(1);
const listed = z.object({ models: z.array(modelSummary) });

export const modelContract = {
  'models.list': call(z.object({}), listed),
  'models.watch': stream('state', z.object({}), listed),
  'models.show': call(z.object({ model: modelName }), modelDetail),
  'models.import': call(z.object({ source: fileSource, name: modelName }), modelSummary),
  'models.remove': call(z.object({ model: modelName }), z.object({ freedBytes: z.number() })),
  /** Keeps a run's weights as a model of its own. */
  'models.keep': call(
    z.object({ run: z.string(), step: z.number().int().optional(), name: modelName }),
    modelSummary,
  ),

  /** Embeds what has no vector yet; running it again continues where it stopped. */
  'embed.start': call(
    z.object({
      corpus: corpusName,
      model: modelName,
      sides: z
        .array(z.enum(['image', 'text']))
        .min(1)
        .default(['image', 'text']),
      batch: z.number().int().min(1).max(4096).default(32),
    }),
    z.object({ job: z.string(), embedding: z.string() }),
  ),
  /** Raw embeddings, L2-normalised, for the command line and for comparing with Python. */
  'models.encode': call(
    z.object({
      model: modelName,
      images: z.array(fileSource).default([]),
      texts: z.array(z.string()).default([]),
      /** Rows of token ids instead of texts. */
      tokens: z.array(z.array(z.number().int())).default([]),
      prepare: z.enum(['exact', 'display']).default('exact'),
    }),
    z.object({
      embeddings: z.array(z.array(z.number())),
      tokens: z.array(z.array(z.number().int())).optional(),
      logitScale: z.number(),
      passport,
    }),
  ),
} as const;
