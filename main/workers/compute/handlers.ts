/** The compute worker's answers. One request at a time holds the engine; the others wait their turn. */
import type { ComputeContract } from '#app/contract/index.ts';
import { parameterCount } from '#app/ml/clip/parameters.ts';
import { examineEngine } from '#main/engine/examine-engine.ts';
import { exportModel } from '#main/engine/export/export-model.ts';
import { importModel } from '#main/engine/import-model.ts';
import { loadModelFolder, saveModelFolder } from '#main/engine/model-folder.ts';
import type { WorkerHandlers } from '../serve-worker.ts';
import { classify } from './classify.ts';
import { embed } from './embed.ts';
import { concatRows, encodeImages, encodeTexts, encodeTokens } from './encode.ts';
import { type EngineSettings, Executors } from './executors.ts';
import { ModelCache } from './model-cache.ts';
import { TokenCuts } from './token-cut.ts';
import { trainVocabulary } from './train-vocabulary.ts';
import { train } from './train/train.ts';

export interface ComputeHandlers {
  readonly handlers: WorkerHandlers<ComputeContract>;
  /** Ends a training with a checkpoint; resolves when it is written. */
  readonly stopTraining: () => Promise<void>;
}

export function computeHandlers(settings: EngineSettings): ComputeHandlers {
  const executors = new Executors(settings);
  const models = new ModelCache(executors);
  const cuts = new TokenCuts();
  let stopRequested = false;
  let training: Promise<void> = Promise.resolve();
  /** Folders whose embedding is to end after its current batch. */
  const pausing = new Set<string>();

  const stopTraining = () => {
    stopRequested = true;
    return training;
  };

  const handlers: WorkerHandlers<ComputeContract> = {
    'compute.examine': ({ engine, device }) => examineEngine({ ...settings, engine, device }),
    'compute.exportModel': async ({ folder, ...request }) => ({
      files: [...(await exportModel(folder, request))],
    }),
    'compute.describe': async ({ folder }) => {
      const { config, weights, tokenizer, passport } = await loadModelFolder(folder);
      return {
        parameters: parameterCount(config),
        config: { ...config },
        tokenizer: {
          kind: config.tokenizer.kind,
          vocabularySize: tokenizer.vocabularySize,
          contextLength: config.text.contextLength,
        },
        tensors: [...weights.tensors].map(([name, { shape, type }]) => ({
          name,
          shape: [...shape],
          dtype: type,
        })),
        passport,
      };
    },
    'compute.importModel': async ({ from, into, preset }) => {
      const imported = await importModel(from, { preset });
      await saveModelFolder(into, imported);
      return { parameters: parameterCount(imported.config) };
    },
    'compute.encode': async ({ folder, imagePaths, texts, tokens, prepare, compute }) => {
      using loaded = await models.use(folder, compute);
      const images =
        imagePaths.length > 0 ? await encodeImages(loaded, imagePaths, prepare) : new Float32Array(0);
      const words =
        texts.length > 0 ? await encodeTexts(loaded, texts) : { features: new Float32Array(0), tokens: [] };
      const given = tokens.length > 0 ? await encodeTokens(loaded, tokens) : new Float32Array(0);
      return {
        dimension: loaded.config.embedDim,
        vectors: concatRows([images, words.features, given]),
        tokens: [...words.tokens, ...tokens],
        logitScale: loaded.model.logitScale,
        passport: { ...loaded.passport, preprocessing: { ...loaded.passport.preprocessing, prepare } },
      };
    },
    'compute.tokenCut': ({ folder, text, contexts }) => cuts.ofText(folder, text, contexts),
    'compute.classify': async function* ({ folder, compute, ...request }, { signal }) {
      using loaded = await models.use(folder, compute);
      yield* classify(loaded, request, signal);
    },
    'compute.embed': async function* ({ folder, compute, ...request }, { signal }) {
      const { embeddingFolder } = request;
      try {
        using loaded = await models.use(folder, compute);
        yield* embed(loaded, request, signal, () => pausing.has(embeddingFolder));
      } finally {
        pausing.delete(embeddingFolder);
      }
    },
    'compute.pauseEmbedding': async ({ embeddingFolder }) => {
      pausing.add(embeddingFolder);
      return {};
    },
    'compute.trainVocabulary': (request, { signal }) => trainVocabulary(request, signal),
    'compute.train': async function* (request) {
      stopRequested = false;
      const finished = Promise.withResolvers<void>();
      training = finished.promise;
      try {
        yield* train(request, executors, () => stopRequested);
      } finally {
        finished.resolve();
      }
    },
    'compute.stopTraining': async () => {
      await stopTraining();
      return {};
    },
  };
  return { handlers, stopTraining };
}
