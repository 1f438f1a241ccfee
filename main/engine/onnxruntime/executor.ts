/** The executor on ONNX Runtime's CPU provider: always there, float32. */
import { availableParallelism } from 'node:os';
import { env } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import type { Executor, InferenceModel, TrainingOptions, TrainingStep } from '../executor.ts';
import type { WeightsFile } from '../weights-file.ts';
import { OnnxInferenceModel } from './inference-model.ts';
import { OnnxTrainingStep } from './training-step.ts';
import { modelWeights } from './weights.ts';

export class OnnxRuntimeExecutor implements Executor {
  readonly name = 'onnxruntime';
  readonly version = env.versions.node ?? env.versions.common;
  readonly device = 'cpu';
  readonly precisions = ['fp32'] as const;
  private readonly threads: number;
  private readonly open = new Set<{ dispose(): Promise<void> }>();

  /** threads 0: one per core. */
  constructor(threads: number) {
    this.threads = threads > 0 ? threads : availableParallelism();
  }

  async compileTraining(config: ModelConfig, options: TrainingOptions): Promise<TrainingStep> {
    return this.keep(await OnnxTrainingStep.compile(config, options, this.threads));
  }

  async compileInference(
    config: ModelConfig,
    parameters: FloatTensors | WeightsFile,
  ): Promise<InferenceModel> {
    const weights = await modelWeights(config, parameters);
    return this.keep(await OnnxInferenceModel.compile(config, weights, this.threads));
  }

  private keep<T extends { dispose(): Promise<void> }>(compiled: T): T {
    this.open.add(compiled);
    const dispose = compiled.dispose.bind(compiled);
    compiled.dispose = async () => {
      this.open.delete(compiled);
      await dispose();
    };
    return compiled;
  }

  async dispose(): Promise<void> {
    const compiled = [...this.open];
    this.open.clear();
    for (const one of compiled) await one.dispose();
  }
}
