/**
 * What the compute worker uses to train and to embed: one interface over every engine that can run the programs
 * of app/ml. State (parameters, moments) stays inside the executor between steps.
 */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { EngineName, Precision } from '#app/domain/engine.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import type { WeightsFile } from './weights-file.ts';

/** AdamW as torch.optim.AdamW; biases, norms, scalars and logit_scale do not decay (open_clip's rule). */
export interface OptimizerOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  /** Gradients are scaled down to this global L2 norm when above it. Absent: never. */
  readonly maxGradNorm?: number;
}

export interface TrainingOptions {
  readonly batchSize: number;
  /**
   * Pairs whose activations are in memory at a time; batchSize is a multiple of it. Default: all. The gradient is that
   * of the whole batch up to rounding, for one more forward pass (app/ml/clip/grad-cache.ts).
   */
  readonly microBatch?: number;
  /** Tokens per caption in every batch, padding included; at most the model's contextLength. */
  readonly textLength: number;
  readonly optimizer: OptimizerOptions;
  /** Parameters whose names start with one of these keep their values. */
  readonly frozen?: readonly string[];
  /** Default fp32. bf16: matrix products in bfloat16, everything else and the state in float32. */
  readonly precision?: 'fp32' | 'bf16';
}

export interface TrainingBatch {
  /** [batch, 3, size, size], RGB, normalised with the model's mean and std. */
  readonly images: Float32Array;
  /** [batch, text], padded with 0. */
  readonly tokenIds: Int32Array;
}

export interface StepSettings {
  readonly learningRate: number;
  /** Number of this optimizer step, from 1; drives Adam's bias correction. */
  readonly step: number;
}

export interface StepResult {
  /** Contrastive loss of the batch before the update (open_clip ClipLoss). */
  readonly loss: number;
  /** exp(logit_scale) after the update and its clamp to [1, 100]. */
  readonly logitScale: number;
  /** Global L2 norm of the gradient before clipping. Not finite: the update was skipped and nothing changed. */
  readonly gradNorm: number;
}

/**
 * Everything needed to go on training elsewhere. All maps have the parameters' names and shapes; empty maps of moments
 * mean zeros, as before the first step.
 */
export interface TrainingState {
  readonly parameters: FloatTensors;
  readonly firstMoments: FloatTensors;
  readonly secondMoments: FloatTensors;
  /** Optimizer steps done. */
  readonly step: number;
}

export type StatePart = 'parameters' | 'firstMoments' | 'secondMoments';

export interface TrainingStep {
  /** One step. Throws conflict before the first writeState, invalid-input on wrong sizes. */
  run(batch: TrainingBatch, settings: StepSettings): Promise<StepResult>;
  /** A copy of the state. */
  readState(): Promise<TrainingState>;
  /**
   * One part of the state, so that not all of it has to lie beside the engine at once. Good until the next step: it
   * may be a window on the engine's own memory.
   */
  readPart(part: StatePart): Promise<FloatTensors>;
  writeState(state: TrainingState): Promise<void>;
  dispose(): Promise<void>;
}

export interface InferenceOptions {
  /** Default fp32. int8: weights per output channel, activations as they come. */
  readonly precision?: Precision;
}

export interface InferenceModel {
  /** images [batch, 3, size, size] normalised -> [batch, embedDim], L2-normalised. */
  encodeImages(images: Float32Array, batch: number): Promise<Float32Array>;
  /** tokenIds [batch, n] padded with 0, n <= contextLength -> [batch, embedDim], L2-normalised. */
  encodeTexts(tokenIds: Int32Array, batch: number): Promise<Float32Array>;
  /** exp(logit_scale) */
  readonly logitScale: number;
  dispose(): Promise<void>;
}

export interface Executor {
  readonly name: EngineName;
  /** Of the engine's library. */
  readonly version: string;
  /** 'cpu', ... */
  readonly device: string;
  readonly precisions: readonly Precision[];
  compileTraining(config: ModelConfig, options: TrainingOptions): Promise<TrainingStep>;
  /** A WeightsFile (see weights-file.ts) is mapped, not copied; it must stay in place until dispose. */
  compileInference(
    config: ModelConfig,
    parameters: FloatTensors | WeightsFile,
    options?: InferenceOptions,
  ): Promise<InferenceModel>;
  dispose(): Promise<void>;
}

export interface ExecutorOptions {
  /** `auto` is ONNX Runtime here: whoever knows how fast the engines are names one. */
  readonly engine: 'auto' | EngineName;
  /** Default auto: the engine's own. */
  readonly device?: string;
  /** Threads of one operation; 0 or absent: one per core. */
  readonly threads?: number;
  /** Where installed engines lie (TensorFlow's libraries). */
  readonly enginesFolder?: string;
  /** Keeps prepared graphs between processes. */
  readonly cacheFolder?: string;
}
