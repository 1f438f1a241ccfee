/**
 * The training step on ONNX Runtime: loss and gradients come from traced graphs; AdamW is a pass over the arrays that
 * the graphs read their parameters from and write their gradients to.
 */
import { adamwPass, squaredNorm } from '#app/ml/clip/adamw-pass.ts';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { adamwScalars, LARGEST_LOGIT_SCALE } from '#app/ml/clip/optimizer.ts';
import { parameterCount, parameterShapes } from '#app/ml/clip/parameters.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type {
  StatePart,
  StepResult,
  StepSettings,
  TrainingBatch,
  TrainingOptions,
  TrainingState,
  TrainingStep,
} from '../executor.ts';
import { checkTrainingOptions, isFrozen } from '../training-options.ts';
import { checkLength, checkTokenIds } from '../batch-check.ts';
import { gradCachePass } from './grad-cache-pass.ts';
import { type GradientPass, type TrainingSettings, wholeBatchPass } from './gradient-pass.ts';
import { ParameterStore } from './parameter-store.ts';

export class OnnxTrainingStep implements TrainingStep {
  private readonly config: ModelConfig;
  private readonly options: TrainingOptions;
  private readonly gradientPass: GradientPass;
  private readonly store: ParameterStore;
  private readonly logitScale: Float32Array;
  private stepsDone: number | undefined;
  private disposed = false;

  private constructor(
    config: ModelConfig,
    options: TrainingOptions,
    gradientPass: GradientPass,
    store: ParameterStore,
  ) {
    this.config = config;
    this.options = options;
    this.gradientPass = gradientPass;
    this.store = store;
    this.logitScale = store.tensorsOf(store.parameters).get('logit_scale')!.data;
  }

  static async compile(
    config: ModelConfig,
    options: TrainingOptions,
    settings: TrainingSettings,
  ): Promise<OnnxTrainingStep> {
    checkTrainingOptions(config, options);
    const { batchSize, microBatch = batchSize } = options;
    const store = allocate(config, options);
    const makePass = microBatch < batchSize ? gradCachePass : wholeBatchPass;
    return new OnnxTrainingStep(config, options, await makePass(config, options, store, settings), store);
  }

  async run({ images, tokenIds }: TrainingBatch, settings: StepSettings): Promise<StepResult> {
    if (this.stepsDone === undefined) {
      throw new FigscopeError('conflict', 'The training step was run before it was given its state.');
    }
    const { batchSize, textLength } = this.options;
    const { image, text } = this.config;
    checkLength('images', images.length, batchSize * 3 * image.imageSize * image.imageSize);
    checkLength('token ids', tokenIds.length, batchSize * textLength);
    checkTokenIds(tokenIds, text.vocabularySize);
    const loss = await this.gradientPass.run({ images, tokenIds });
    const gradNorm = Math.sqrt(squaredNorm(this.store.gradients));
    // A gradient that is not finite would destroy the parameters for good: leave them, and let the caller decide.
    if (Number.isFinite(gradNorm)) this.update(settings, gradNorm);
    return { loss, logitScale: Math.exp(this.logitScale[0]!), gradNorm };
  }

  private update({ learningRate, step }: StepSettings, gradNorm: number): void {
    const { optimizer } = this.options;
    const { store } = this;
    const { maxGradNorm = Number.POSITIVE_INFINITY } = optimizer;
    const gradientFactor = gradNorm > maxGradNorm ? maxGradNorm / gradNorm : 1;
    const scalars = adamwScalars(optimizer, learningRate, step);
    adamwPass(store, { start: 0, end: store.decayEnd, decays: true, gradientFactor }, optimizer, scalars);
    const rest = { start: store.decayEnd, end: store.trainableEnd, decays: false, gradientFactor };
    adamwPass(store, rest, optimizer, scalars);
    this.logitScale[0] = Math.min(Math.max(this.logitScale[0]!, 0), LARGEST_LOGIT_SCALE);
    this.stepsDone = step;
  }

  async readState(): Promise<TrainingState> {
    const { store } = this;
    return {
      parameters: store.read(store.parameters),
      firstMoments: store.read(store.firstMoments),
      secondMoments: store.read(store.secondMoments),
      step: this.stepsDone ?? 0,
    };
  }

  async readPart(part: StatePart): Promise<FloatTensors> {
    return this.store.view(this.store[part]);
  }

  async writeState(state: TrainingState): Promise<void> {
    const { store } = this;
    const moments = [
      [store.firstMoments, state.firstMoments],
      [store.secondMoments, state.secondMoments],
    ] as const;
    store.check(store.parameters, state.parameters);
    for (const [array, tensors] of moments) if (tensors.size > 0) store.check(array, tensors);
    // From here nothing fails: the state is replaced as a whole or not at all.
    store.write(store.parameters, state.parameters);
    for (const [array, tensors] of moments) {
      if (tensors.size === 0) array.fill(0);
      else store.write(array, tensors);
    }
    this.stepsDone = state.step;
  }

  async dispose(): Promise<void> {
    if (this.disposed) return;
    this.disposed = true;
    await this.gradientPass.dispose();
  }
}

function allocate(config: ModelConfig, options: TrainingOptions): ParameterStore {
  try {
    return new ParameterStore(parameterShapes(config), (name) => isFrozen(options, name));
  } catch (cause) {
    const detail = {
      message: `There is not enough memory for the parameters and the optimizer of ${config.name}.`,
      remedy: 'Close other programs, or train a smaller model.',
      facts: { parameters: parameterCount(config) },
    };
    throw new FigscopeError('out-of-memory', detail, { cause });
  }
}
