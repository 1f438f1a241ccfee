/** Installed models as lists and pages show them; what is inside is the engine's business. */
import * as z from 'zod';
import { passport } from './passport.ts';

export const modelSummary = z.object({
  /** What `--model` accepts: a name, or `run:<id>[@step]`. */
  name: z.string(),
  origin: z.enum(['built-in', 'imported', 'run']),
  /** Model description it was built from: nano, tiny, biomedclip, custom. */
  preset: z.string(),
  parameters: z.number().int(),
  sizeBytes: z.number(),
  embedDimension: z.number().int(),
  imageSize: z.number().int(),
  contextLength: z.number().int(),
  createdAt: z.string(),
  /** Where it came from, in words: "trained on sample, run r-..., step 600". */
  source: z.string(),
  license: z.string(),
  passport,
});
export type ModelSummary = z.infer<typeof modelSummary>;

/** `about.json` beside the weights of every model folder: what lists show without opening the tensors. */
export const modelAbout = modelSummary.omit({ name: true, origin: true, sizeBytes: true, passport: true });
export type ModelAbout = z.infer<typeof modelAbout>;

/** openclip: a folder for open_clip's `local-dir:`; onnx: two towers that onnxruntime runs alone. */
export const exportFormats = ['openclip', 'safetensors', 'onnx'] as const;
export const exportFormat = z.enum(exportFormats);
export type ExportFormat = z.infer<typeof exportFormat>;

/** A published model that can be fetched by name. */
export const knownModel = z.object({
  /** Short: what `model download` accepts instead of the id, and what the model is called here unless told otherwise. */
  name: z.string(),
  /** `owner/name` on the hub. */
  id: z.string(),
  title: z.string(),
  about: z.string(),
  license: z.string(),
  revisions: z.array(
    z.object({
      /** Branch, tag or commit, or `sha256:...`: the commit whose weights have that hash. */
      revision: z.string(),
      title: z.string(),
      /** Of the weights, roughly where it was not published. */
      sizeBytes: z.number(),
      /** SHA-256 of its weights, where it was published. */
      sha256: z.string().optional(),
    }),
  ),
});
export type KnownModel = z.infer<typeof knownModel>;

const sides = z.array(z.number());
/** Facts of the error that refuses a model's weights: every tensor that does not fit, and how. */
export const weightsRefusal = z.object({
  missing: z.array(z.string()).default([]),
  extra: z.array(z.string()).default([]),
  misshapen: z.array(z.object({ tensor: z.string(), expected: sides, found: sides })).default([]),
  /** Tensors with values that are not finite numbers; `found` is the first of them. */
  invalid: z.array(z.object({ tensor: z.string(), found: z.string() })).default([]),
  /** The table, with the shapes of those that are missing or not known. */
  rows: z
    .array(z.object({ tensor: z.string(), expected: sides.optional(), found: sides.optional() }))
    .default([]),
  /** Of all problems, where lists were cut. */
  counts: z.object({ problems: z.number().int() }).optional(),
});

export const modelDetail = modelSummary.extend({
  /** The model configuration as stored. */
  config: z.record(z.string(), z.unknown()),
  tokenizer: z.object({
    kind: z.string(),
    vocabularySize: z.number().int(),
    contextLength: z.number().int(),
  }),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.number().int()), dtype: z.string() })),
});
export type ModelDetail = z.infer<typeof modelDetail>;
