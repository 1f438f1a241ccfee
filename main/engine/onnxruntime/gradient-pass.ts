/** Loss and gradients of a batch, written to where the optimizer reads them. */
import { type InferenceSession, Tensor } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { TrainingBatch, TrainingOptions } from '../executor.ts';
import { lower } from '../onnx/lowering.ts';
import { isFrozen } from '../training-options.ts';
import type { Graph } from '../trace/graph.ts';
import type { FileCache } from './file-cache.ts';
import { cachedGraph, type GraphKey } from './graph-cache.ts';
import type { ParameterStore } from './parameter-store.ts';
import { createSession, floatTensor, runSession, type SessionSettings } from './session.ts';
import { GRADIENT_PREFIX, traceTraining } from '../programs/traced-programs.ts';

export interface GradientPass {
  /** Writes the gradients into the store's array; the loss of the batch. */
  run(batch: TrainingBatch): Promise<number>;
  dispose(): Promise<void>;
}

export interface TrainingSettings extends Pick<SessionSettings, 'provider' | 'threads'> {
  readonly cache: FileCache | undefined;
}

export type Tensors = Readonly<Record<string, Tensor>>;

/** The session of a training graph, its encoding kept between processes. */
export async function trainingSession(
  { cache, ...settings }: TrainingSettings,
  key: GraphKey,
  traceGraph: () => Promise<Graph>,
): Promise<InferenceSession> {
  const model = await cachedGraph(cache, key, async () => lower(await traceGraph()).encode());
  return createSession(model, settings);
}

/** Windows of one of the store's arrays, by parameter name behind a prefix. */
export function tensorsOf(store: ParameterStore, array: Float32Array, prefix = ''): Record<string, Tensor> {
  const named = [...store.tensorsOf(array)].map(([name, { data, shape }]) => [
    prefix + name,
    floatTensor(data, shape),
  ]);
  return Object.fromEntries(named);
}

/** Rows [first, first + count) of a batch as tensors `images` and `tokenIds`. */
export function batchTensors(
  { image }: ModelConfig,
  { textLength }: TrainingOptions,
  { images, tokenIds }: TrainingBatch,
  first: number,
  count: number,
): { readonly images: Tensor; readonly tokenIds: Tensor } {
  const pixels = 3 * image.imageSize * image.imageSize;
  const end = first + count;
  return {
    images: floatTensor(images.subarray(first * pixels, end * pixels), [
      count,
      3,
      image.imageSize,
      image.imageSize,
    ]),
    tokenIds: new Tensor('int32', tokenIds.subarray(first * textLength, end * textLength), [
      count,
      textLength,
    ]),
  };
}

/** The whole batch in one graph: fastest, with the activations of every pair in memory. */
export async function wholeBatchPass(
  config: ModelConfig,
  options: TrainingOptions,
  store: ParameterStore,
  settings: TrainingSettings,
): Promise<GradientPass> {
  const { batchSize, textLength, frozen = [] } = options;
  const key = { program: 'training', config, batchSize, textLength, frozen };
  const session = await trainingSession(settings, key, () =>
    traceTraining(config, options, (name) => !isFrozen(options, name)),
  );
  const loss = new Float32Array(1);
  const parameters = tensorsOf(store, store.parameters);
  const fetches = {
    ...tensorsOf(store, store.gradients, GRADIENT_PREFIX),
    loss: floatTensor(loss, []),
  };
  return {
    run: async (batch) => {
      await runSession(
        session,
        { ...parameters, ...batchTensors(config, options, batch, 0, batchSize) },
        fetches,
      );
      return loss[0]!;
    },
    dispose: () => session.release(),
  };
}
