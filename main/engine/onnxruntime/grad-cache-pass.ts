/** Loss and gradients of a batch, a micro-batch at a time: memory grows with the micro-batch, not with the batch. */
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { TowerName } from '#app/ml/clip/grad-cache.ts';
import { parameterShapes, towerOf } from '#app/ml/clip/parameters.ts';
import type { TrainingBatch, TrainingOptions } from '../executor.ts';
import { isFrozen } from '../training-options.ts';
import {
  towerInput,
  traceFeatures,
  traceLossAtEmbeddings,
  traceTowerGradients,
} from '../programs/grad-cache-programs.ts';
import {
  batchTensors,
  type GradientPass,
  type Tensors,
  tensorsOf,
  trainingSession,
  type TrainingSettings,
} from './gradient-pass.ts';
import type { ParameterStore } from './parameter-store.ts';
import { floatTensor, runSession } from './session.ts';
import { GRADIENT_PREFIX } from '../programs/traced-programs.ts';

const towerNames: readonly TowerName[] = ['image', 'text'];

interface Tower {
  readonly name: TowerName;
  readonly forward: InferenceSession;
  /** Absent when all its parameters are frozen. */
  readonly backward: InferenceSession | undefined;
  readonly parameters: readonly string[];
  readonly trainable: readonly string[];
  /** [batch, embedDim] */
  readonly features: Float32Array;
  /** [batch, embedDim] */
  readonly featureGradients: Float32Array;
}

class GradCachePass implements GradientPass {
  private readonly config: ModelConfig;
  private readonly options: TrainingOptions;
  private readonly store: ParameterStore;
  private readonly towers: readonly Tower[];
  private readonly lossSession: InferenceSession;
  private readonly microBatch: number;
  private readonly parameters: Tensors;
  private readonly loss = new Float32Array(1);
  /** Gradients of one micro-batch, before they are added. */
  private readonly part: Float32Array;

  constructor(
    config: ModelConfig,
    options: TrainingOptions,
    store: ParameterStore,
    towers: readonly Tower[],
    lossSession: InferenceSession,
  ) {
    this.config = config;
    this.options = options;
    this.store = store;
    this.towers = towers;
    this.lossSession = lossSession;
    this.microBatch = options.microBatch ?? options.batchSize;
    this.parameters = tensorsOf(store, store.parameters);
    this.part = new Float32Array(store.gradients.length);
  }

  async run(batch: TrainingBatch): Promise<number> {
    for (const first of this.starts()) await this.encode(batch, first);
    await this.differentiateLoss();
    for (const first of this.starts()) await this.differentiateTowers(batch, first);
    return this.loss[0]!;
  }

  /** First rows of the micro-batches. */
  private starts(): readonly number[] {
    const { microBatch } = this;
    return Array.from({ length: this.options.batchSize / microBatch }, (_, index) => index * microBatch);
  }

  private async encode(batch: TrainingBatch, first: number): Promise<void> {
    for (const { name, forward, parameters, features } of this.towers) {
      const feeds = { ...pick(this.parameters, parameters), ...this.inputOf(name, batch, first) };
      await runSession(forward, feeds, { features: this.rows(features, first) });
    }
  }

  private async differentiateLoss(): Promise<void> {
    const { batchSize } = this.options;
    const shape = [batchSize, this.config.embedDim];
    const logitScale = this.store.tensorsOf(this.store.parameters).get('logit_scale')!;
    const trained = this.store.tensorsOf(this.store.gradients).get('logit_scale');
    const feeds = Object.fromEntries(
      this.towers.map(({ name, features }) => [name, floatTensor(features, shape)]),
    );
    const fetches = Object.fromEntries(
      this.towers.map(({ name, featureGradients }) => [
        GRADIENT_PREFIX + name,
        floatTensor(featureGradients, shape),
      ]),
    );
    if (trained !== undefined) fetches[`${GRADIENT_PREFIX}logitScale`] = floatTensor(trained.data, []);
    fetches['loss'] = floatTensor(this.loss, []);
    await runSession(this.lossSession, { ...feeds, logitScale: floatTensor(logitScale.data, []) }, fetches);
  }

  /** The first micro-batch writes the sum, the others are added to it. */
  private async differentiateTowers(batch: TrainingBatch, first: number): Promise<void> {
    const { gradients } = this.store;
    const target = first === 0 ? gradients : this.part;
    const fetches = tensorsOf(this.store, target, GRADIENT_PREFIX);
    for (const { name, backward, parameters, trainable, featureGradients } of this.towers) {
      if (backward === undefined) continue;
      const feeds = {
        ...pick(this.parameters, parameters),
        ...this.inputOf(name, batch, first),
        featureGradients: this.rows(featureGradients, first),
      };
      const wanted = trainable.map((parameter) => GRADIENT_PREFIX + parameter);
      await runSession(backward, feeds, pick(fetches, wanted));
    }
    if (target === this.part) for (let i = 0; i < gradients.length; i++) gradients[i]! += target[i]!;
  }

  private inputOf(tower: TowerName, batch: TrainingBatch, first: number): Tensors {
    const tensors = batchTensors(this.config, this.options, batch, first, this.microBatch);
    const input = towerInput[tower];
    return { [input]: tensors[input] };
  }

  /** A micro-batch of features. */
  private rows(features: Float32Array, first: number) {
    const { embedDim } = this.config;
    const window = features.subarray(first * embedDim, (first + this.microBatch) * embedDim);
    return floatTensor(window, [this.microBatch, embedDim]);
  }

  async dispose(): Promise<void> {
    await this.lossSession.release();
    for (const { forward, backward } of this.towers) {
      await forward.release();
      await backward?.release();
    }
  }
}

function pick(tensors: Tensors, names: readonly string[]): Tensors {
  return Object.fromEntries(names.map((name) => [name, tensors[name]!]));
}

/** `options.microBatch` rows at a time. */
export async function gradCachePass(
  config: ModelConfig,
  options: TrainingOptions,
  store: ParameterStore,
  settings: TrainingSettings,
): Promise<GradientPass> {
  const { batchSize, microBatch = batchSize, textLength, frozen = [] } = options;
  const shape = { batchSize: microBatch, textLength };
  const isTrainable = (name: string): boolean => !isFrozen(options, name);
  const towers: Tower[] = [];
  for (const name of towerNames) {
    const parameters = [...parameterShapes(config).keys()].filter((one) => towerOf(one) === name);
    const trainable = parameters.filter(isTrainable);
    const key = { config, tower: name, ...shape };
    const forward = await trainingSession(settings, { ...key, program: 'features' }, () =>
      traceFeatures(name, config, shape),
    );
    const backward =
      trainable.length === 0
        ? undefined
        : await trainingSession(settings, { ...key, program: 'tower gradients', frozen }, () =>
            traceTowerGradients(name, config, shape, isTrainable),
          );
    const features = new Float32Array(batchSize * config.embedDim);
    const featureGradients = new Float32Array(features.length);
    towers.push({ name, forward, backward, parameters, trainable, features, featureGradients });
  }
  const lossKey = { program: 'loss at embeddings', batchSize, embedDim: config.embedDim };
  const lossSession = await trainingSession(settings, lossKey, () =>
    traceLossAtEmbeddings(config, batchSize),
  );
  return new GradCachePass(config, options, store, towers, lossSession);
}
