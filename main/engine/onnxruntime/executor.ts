/** The executor on ONNX Runtime: always there. The CPU provider in float32 and int8; WebGPU for embedding. */
import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import type { Precision } from '#app/domain/engine.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type {
  Executor,
  InferenceModel,
  InferenceOptions,
  TrainingOptions,
  TrainingStep,
} from '../executor.ts';
import { OpenWork } from '../open-work.ts';
import type { WeightsFile } from '../weights-file.ts';
import { FileCache } from './file-cache.ts';
import { OnnxInferenceModel } from './inference-model.ts';
import { OnnxTrainingStep } from './training-step.ts';
import { modelWeights } from './weights.ts';

export interface OnnxRuntimeSettings {
  /** 0: one per core. */
  readonly threads: number;
  readonly device?: 'cpu' | 'gpu';
  /** Keeps graphs and int8 weights between processes. */
  readonly cacheFolder?: string | undefined;
}

export class OnnxRuntimeExecutor implements Executor {
  readonly name = 'onnxruntime';
  readonly version = env.versions.node ?? env.versions.common;
  readonly device: string;
  readonly precisions: readonly Precision[];
  private readonly threads: number;
  private readonly provider: 'cpu' | 'webgpu';
  private readonly cache: FileCache | undefined;
  private readonly open = new OpenWork();

  constructor({ threads, device = 'cpu', cacheFolder }: OnnxRuntimeSettings) {
    this.threads = threads > 0 ? threads : availableParallelism();
    this.device = device;
    this.provider = device === 'gpu' ? 'webgpu' : 'cpu';
    // Integer products have no kernels there.
    this.precisions = device === 'gpu' ? ['fp32'] : ['fp32', 'int8'];
    this.cache = cacheFolder === undefined ? undefined : new FileCache(cacheFolder);
  }

  async compileTraining(config: ModelConfig, options: TrainingOptions): Promise<TrainingStep> {
    this.check(options.precision === 'bf16' ? 'bf16' : 'fp32');
    const { threads, provider, cache } = this;
    return this.open.keep(await OnnxTrainingStep.compile(config, options, { threads, provider, cache }));
  }

  async compileInference(
    config: ModelConfig,
    parameters: FloatTensors | WeightsFile,
    { precision = 'fp32' }: InferenceOptions = {},
  ): Promise<InferenceModel> {
    const { threads, provider, cache } = this;
    const checked = this.check(precision);
    const weights = await modelWeights(config, parameters);
    const settings = { precision: checked, threads, provider, cache };
    return this.open.keep(await OnnxInferenceModel.compile(config, weights, settings));
  }

  private check(precision: Precision): 'fp32' | 'int8' {
    if (precision !== 'bf16' && this.precisions.includes(precision)) return precision;
    throw new FigscopeError('unsupported', {
      message: `ONNX Runtime does not compute in ${precision} on the device ${this.device}.`,
      remedy: `Use one of: ${this.precisions.join(', ')}.`,
    });
  }

  dispose(): Promise<void> {
    return this.open.dispose();
  }
}
