/**
 * The training step on ONNX Runtime: loss and gradients are one traced graph; AdamW is a pass over the arrays that
 * the graph reads its parameters from and writes its gradients to.
 */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { Tensor as OrtTensor } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { adamwScalars, LARGEST_LOGIT_SCALE } from '#app/ml/clip/optimizer.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { FigscopeError } from '#app/util/error.ts';
import type {
  StepResult,
  StepSettings,
  TrainingBatch,
  TrainingOptions,
  TrainingState,
  TrainingStep,
} from '../executor.ts';
import { lower } from '../onnx/lowering.ts';
import { checkLength } from './batch-check.ts';
import { adamwPass, squaredNorm } from './adamw-pass.ts';
import { ParameterStore } from './parameter-store.ts';
import { createSession, floatTensor, runSession } from './session.ts';
import { GRADIENT_PREFIX, traceTraining } from './traced-programs.ts';

export class OnnxTrainingStep implements TrainingStep {
  private readonly store: ParameterStore;
  private readonly sessions = new Map<number, Promise<InferenceSession>>();
  private readonly feeds: Record<string, Tensor> = {};
  private readonly fetches: Record<string, Tensor> = {};
  private readonly loss = new Float32Array(1);
  private readonly logitScale: Float32Array;
  private stepsDone: number | undefined;
  private readonly config: ModelConfig;
  private readonly options: TrainingOptions;
  private readonly threads: number;

  private constructor(config: ModelConfig, options: TrainingOptions, threads: number) {
    this.config = config;
    this.options = options;
    this.threads = threads;
    this.store = new ParameterStore(parameterShapes(config), (name) => isFrozen(options, name));
    const parameters = this.store.tensorsOf(this.store.parameters);
    for (const [name, { data, shape }] of parameters) this.feeds[name] = floatTensor(data, shape);
    for (const [name, { data, shape }] of this.store.tensorsOf(this.store.gradients)) {
      this.fetches[GRADIENT_PREFIX + name] = floatTensor(data, shape);
    }
    this.fetches['loss'] = floatTensor(this.loss, []);
    this.logitScale = parameters.get('logit_scale')!.data;
  }

  static async compile(
    config: ModelConfig,
    options: TrainingOptions,
    threads: number,
  ): Promise<OnnxTrainingStep> {
    checkOptions(config, options);
    const step = new OnnxTrainingStep(config, options, threads);
    await step.sessionFor(options.textLength);
    return step;
  }

  /** One session for each text length in use; all share the parameters. */
  private sessionFor(textLength: number): Promise<InferenceSession> {
    const known = this.sessions.get(textLength);
    if (known !== undefined) return known;
    const compiled = this.compileSession(textLength);
    this.sessions.set(textLength, compiled);
    return compiled;
  }

  private async compileSession(textLength: number): Promise<InferenceSession> {
    const { batchSize } = this.options;
    const graph = await traceTraining(
      this.config,
      { batchSize, textLength },
      (name) => !isFrozen(this.options, name),
    );
    return createSession(lower(graph).encode(), { threads: this.threads, memoryPattern: false });
  }

  async run({ images, tokenIds }: TrainingBatch, settings: StepSettings): Promise<StepResult> {
    if (this.stepsDone === undefined) {
      throw new FigscopeError('conflict', 'The training step was run before it was given its state.');
    }
    const { batchSize, textLength } = this.options;
    const { imageSize } = this.config.image;
    checkLength('images', images.length, batchSize * 3 * imageSize * imageSize);
    checkLength('token ids', tokenIds.length, batchSize * textLength);
    const session = await this.sessionFor(textLength);
    const feeds = {
      ...this.feeds,
      images: floatTensor(images, [batchSize, 3, imageSize, imageSize]),
      tokenIds: new OrtTensor('int32', tokenIds, [batchSize, textLength]),
    };
    await runSession(session, feeds, this.fetches);
    const gradNorm = Math.sqrt(squaredNorm(this.store.gradients));
    // A gradient that is not finite would destroy the parameters for good: leave them, and let the caller decide.
    if (Number.isFinite(gradNorm)) this.update(settings, gradNorm);
    return { loss: this.loss[0]!, logitScale: Math.exp(this.logitScale[0]!), gradNorm };
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

  async writeState({ parameters, firstMoments, secondMoments, step }: TrainingState): Promise<void> {
    const { store } = this;
    store.write(store.parameters, parameters);
    store.write(store.firstMoments, firstMoments);
    store.write(store.secondMoments, secondMoments);
    this.stepsDone = step;
  }

  async dispose(): Promise<void> {
    const sessions = [...this.sessions.values()];
    this.sessions.clear();
    for (const session of sessions) await (await session).release();
  }
}

function isFrozen({ frozen = [] }: TrainingOptions, name: string): boolean {
  return frozen.some((prefix) => name.startsWith(prefix));
}

function checkOptions({ text }: ModelConfig, { batchSize, textLength }: TrainingOptions): void {
  if (
    !Number.isInteger(batchSize) ||
    batchSize < 1 ||
    !Number.isInteger(textLength) ||
    textLength < 1 ||
    textLength > text.contextLength
  ) {
    throw new FigscopeError('invalid-input', {
      message: `A batch of ${batchSize} with texts of ${textLength} tokens does not fit the model.`,
      remedy: `Use a batch of at least 1 and between 1 and ${text.contextLength} tokens.`,
      facts: { batchSize, textLength, contextLength: text.contextLength },
    });
  }
}
