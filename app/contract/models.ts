/** Models and embeddings. */
import * as z from 'zod';
import { call, stream } from '#app/rpc/define.ts';
import { corpusName } from '#app/domain/corpus.ts';
import { anyEngine, computeChoice } from '#app/domain/engine.ts';
import { exportFormat, knownModel, modelDetail, modelSummary } from '#app/domain/model.ts';
import { passport } from '#app/domain/passport.ts';
import { fileSource, tokenCut } from '#app/domain/search.ts';

const modelName = z.string().min(1);
const listed = z.object({ models: z.array(modelSummary) });

export const modelContract = {
  'models.list': call(z.object({}), listed),
  'models.watch': stream('state', z.object({}), listed),
  'models.show': call(z.object({ model: modelName }), modelDetail),
  /**
   * Where models stop reading a text: at the given context lengths and at the model's own. Default model: that of the
   * newest embedding of the corpus, else the one that ships with Figscope.
   */
  'models.tokenCut': call(
    z.object({
      text: z.string().max(1_000_000),
      corpus: corpusName.optional(),
      model: modelName.optional(),
      contexts: z.array(z.number().int().min(2).max(100_000)).max(8).default([256]),
    }),
    tokenCut,
  ),
  /** A folder in open_clip's or our own layout, or one file of weights (`epoch_N.pt`) with its folder. */
  'models.import': call(
    z.object({
      source: fileSource,
      name: modelName,
      /** Description of resources/models to use where the files do not say what the model is. */
      preset: z.string().optional(),
    }),
    modelSummary,
  ),
  /** Starts (or joins) the job that fetches a model from the hub and imports it; it continues a partial download. */
  'models.download': call(
    z.object({
      /** `owner/name` on the hub, or a short name that the host knows (`models.known`). */
      id: z.string().min(1),
      /** Branch, tag or commit; default: the newest. */
      revision: z.string().optional(),
      /** Name of the model here; default: the last part of the id. */
      name: modelName.optional(),
      /** Folder that keeps the downloaded files; default: inside the home, emptied after the import. */
      folder: z.string().optional(),
    }),
    z.object({ job: z.string(), name: z.string() }),
  ),
  /** What `models.download` would fetch, asked of the hub; nothing is written. */
  'models.downloadPlan': call(
    z.object({
      id: z.string().min(1),
      revision: z.string().optional(),
      name: modelName.optional(),
      folder: z.string().optional(),
    }),
    z.object({
      id: z.string(),
      name: z.string(),
      /** The commit that the revision stands for now. */
      commit: z.string().optional(),
      folder: z.string(),
      files: z.array(
        z.object({
          name: z.string(),
          /** Repository that it comes from: the model's own, or its tokenizer's. */
          from: z.string(),
          sizeBytes: z.number(),
          /** Already in the folder, a part of it included. */
          presentBytes: z.number(),
        }),
      ),
      bytes: z.number(),
    }),
  ),
  /** Models that the download page offers, with their revisions. */
  'models.known': call(z.object({}), z.object({ models: z.array(knownModel) })),
  /** Writes a model for another program; `out` must be a new or empty folder. */
  'models.export': call(
    z.object({
      model: modelName,
      format: exportFormat,
      out: z.string().min(1),
      /** Only says what would be written. */
      dryRun: z.boolean().default(false),
    }),
    z.object({
      folder: z.string(),
      files: z.array(z.object({ name: z.string(), sizeBytes: z.number() })),
      bytes: z.number(),
    }),
  ),
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
      compute: computeChoice.default(anyEngine),
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
      compute: computeChoice.default(anyEngine),
    }),
    z.object({
      embeddings: z.array(z.array(z.number())),
      tokens: z.array(z.array(z.number().int())).optional(),
      logitScale: z.number(),
      passport,
    }),
  ),
} as const;
