/** The executor on TensorFlow, through @tensorflow/tfjs-node-gpu: float32 and bfloat16, on the CPU or an NVIDIA GPU. */
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
import { TensorFlowInferenceModel } from './inference-model.ts';
import type { TensorFlowJs } from './session.ts';
import { TensorFlowTrainingStep } from './training-step.ts';

export class TensorFlowExecutor implements Executor {
  readonly name = 'tensorflow';
  readonly version: string;
  readonly device: string;
  readonly precisions: readonly Precision[] = ['fp32', 'bf16'];
  private readonly tfjs: TensorFlowJs;
  private readonly open = new OpenWork();

  constructor(tfjs: TensorFlowJs, version: string, device: string) {
    this.tfjs = tfjs;
    this.version = version;
    this.device = device;
  }

  async compileTraining(config: ModelConfig, options: TrainingOptions): Promise<TrainingStep> {
    return this.open.keep(await TensorFlowTrainingStep.compile(this.tfjs, config, options));
  }

  async compileInference(
    config: ModelConfig,
    parameters: FloatTensors | WeightsFile,
    { precision = 'fp32' }: InferenceOptions = {},
  ): Promise<InferenceModel> {
    if (precision === 'int8') {
      throw new FigscopeError('unsupported', {
        message: 'TensorFlow embeds in fp32 and bf16, not in int8.',
        remedy: 'Use ONNX Runtime for int8.',
      });
    }
    return this.open.keep(await TensorFlowInferenceModel.compile(this.tfjs, config, parameters, precision));
  }

  dispose(): Promise<void> {
    return this.open.dispose();
  }
}
