/**
 * The training step on TensorFlow: forward pass, gradients and AdamW are one run of one graph. Parameters and moments
 * are variables of the session and leave it only to be saved.
 */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { adamwScalars } from '#app/ml/clip/optimizer.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import { type FloatTensors, sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type {
  OptimizerOptions,
  StatePart,
  StepResult,
  StepSettings,
  TrainingBatch,
  TrainingOptions,
  TrainingState,
  TrainingStep,
} from '../executor.ts';
import { checkLength, checkTokenIds } from '../batch-check.ts';
import { checkTrainingOptions } from '../training-options.ts';
import { checkStateTensors } from '../training-state-check.ts';
import { engineError } from './engine-error.ts';
import { accumulateGradients } from './grad-cache-run.ts';
import { largestBatch } from './memory-estimate.ts';
import { type Feed, type TensorFlowJs, TensorFlowSession } from './session.ts';
import { buildTrainingGraph, isInParts, STEP_SIGNATURE, type TrainingGroups } from './training-graph.ts';
import { readVariables, type VariableGroup, writeVariables, zeroVariables } from './variables.ts';

/** `broken`: a run failed, perhaps after some variables had changed. */
type Condition = 'empty' | 'ready' | 'broken' | 'disposed';

export class TensorFlowTrainingStep implements TrainingStep {
  private readonly config: ModelConfig;
  private readonly options: TrainingOptions;
  private readonly session: TensorFlowSession;
  private readonly groups: TrainingGroups;
  private condition: Condition = 'empty';
  private stepsDone = 0;

  private constructor(
    config: ModelConfig,
    options: TrainingOptions,
    session: TensorFlowSession,
    groups: TrainingGroups,
  ) {
    this.config = config;
    this.options = options;
    this.session = session;
    this.groups = groups;
  }

  static async compile(
    tfjs: TensorFlowJs,
    config: ModelConfig,
    options: TrainingOptions,
  ): Promise<TensorFlowTrainingStep> {
    checkTrainingOptions(config, options);
    const { model, groups } = await buildTrainingGraph(config, options);
    const session = await TensorFlowSession.load(tfjs, model);
    return new TensorFlowTrainingStep(config, options, session, groups);
  }

  async run({ images, tokenIds }: TrainingBatch, settings: StepSettings): Promise<StepResult> {
    this.expectState();
    const { batchSize, textLength } = this.options;
    const { image, text } = this.config;
    const shape = [batchSize, 3, image.imageSize, image.imageSize];
    checkLength('images', images.length, sizeOf(shape));
    checkLength('token ids', tokenIds.length, batchSize * textLength);
    checkTokenIds(tokenIds, text.vocabularySize);
    const batch = {
      images: { data: images, shape },
      tokenIds: { data: tokenIds, shape: [batchSize, textLength] },
    };
    const [loss = Number.NaN, gradNorm = Number.NaN, logitScale = Number.NaN] = await this.guarded(() =>
      this.runStep(batch, scalarFeeds(this.options.optimizer, settings)),
    );
    if (Number.isFinite(gradNorm)) this.stepsDone = settings.step;
    return { loss, gradNorm, logitScale };
  }

  /** loss, gradient norm, exp(logit_scale) */
  private runStep(batch: Record<'images' | 'tokenIds', Feed>, scalars: Record<string, Feed>): number[] {
    const { session, config, options, groups } = this;
    if (!isInParts(options)) return [...resultOf(session.run(STEP_SIGNATURE, { ...batch, ...scalars }))];
    const loss = accumulateGradients(session, config, options, groups.sums, batch);
    const [, gradNorm = Number.NaN, logitScale = Number.NaN] = resultOf(session.run(STEP_SIGNATURE, scalars));
    return [loss, gradNorm, logitScale];
  }

  private async guarded(step: () => number[]): Promise<number[]> {
    try {
      return step();
    } catch (cause) {
      // Assignments are not atomic: some parameters may be updated and others not.
      this.condition = 'broken';
      const error = engineError(cause);
      if (error.code !== 'out-of-memory') throw error;
      const { batchSize, microBatch = batchSize } = this.options;
      const fits = await largestBatch(this.config, { ...this.options, batchSize: microBatch });
      const remedy = `Use a smaller batch or micro-batch: by an estimate, ${fits} pairs at a time fit now.`;
      const facts = { ...error.facts, fits };
      throw new FigscopeError('out-of-memory', { message: error.message, remedy, facts }, { cause });
    }
  }

  private expectState(): void {
    if (this.condition === 'ready') return;
    const message = {
      empty: 'The training step was run before it was given its state.',
      broken: 'The last step failed and may have changed a part of the parameters.',
      disposed: 'The training step was used after its end.',
    }[this.condition];
    throw new FigscopeError('conflict', { message, remedy: 'Load the last checkpoint.' });
  }

  async readState(): Promise<TrainingState> {
    return {
      parameters: await this.readPart('parameters'),
      firstMoments: await this.readPart('firstMoments'),
      secondMoments: await this.readPart('secondMoments'),
      step: this.stepsDone,
    };
  }

  async readPart(part: StatePart): Promise<FloatTensors> {
    this.expectState();
    const tensors = readVariables(this.session, this.groups[part]);
    return new Map(
      [...parameterShapes(this.config)].map(([name, shape]) => [
        name,
        // Frozen parameters have no moments in the session; in a state they have zeros.
        tensors.get(name) ?? { shape, data: new Float32Array(sizeOf(shape)) },
      ]),
    );
  }

  async writeState(state: TrainingState): Promise<void> {
    const moments = [
      [this.groups.firstMoments, state.firstMoments],
      [this.groups.secondMoments, state.secondMoments],
    ] as const;
    checkStateTensors(variablesOf(this.groups.parameters), state.parameters);
    for (const [groups, tensors] of moments)
      if (tensors.size > 0) checkStateTensors(variablesOf(groups), tensors);
    this.condition = 'broken'; // until all of it is written
    await writeVariables(this.session, this.groups.parameters, () => state.parameters);
    for (const [groups, tensors] of moments) {
      if (tensors.size === 0) zeroVariables(this.session, groups);
      else await writeVariables(this.session, groups, () => tensors);
    }
    this.condition = 'ready';
    this.stepsDone = state.step;
  }

  async dispose(): Promise<void> {
    this.condition = 'disposed';
    this.session.dispose();
  }
}

function resultOf(results: ReadonlyMap<string, Float32Array>): Float32Array {
  const result = results.get('result');
  if (result === undefined) throw new FigscopeError('internal', 'TensorFlow returned no result of the step.');
  return result;
}

const variablesOf = (groups: readonly VariableGroup[]) => groups.flatMap(({ variables }) => variables);

/**
 * TensorFlow's Adam adds epsilon to the root of the uncorrected second moment. Dividing numerator and denominator of
 * torch's update by the root correction gives the same update in that form.
 */
function scalarFeeds(
  optimizer: OptimizerOptions,
  { learningRate, step }: StepSettings,
): Record<'decayFactor' | 'rate' | 'epsilon', Feed> {
  const { decayFactor, stepSize, rootCorrection } = adamwScalars(optimizer, learningRate, step);
  const scalar = (value: number): Feed => ({ data: Float32Array.of(value), shape: [] });
  return {
    decayFactor: scalar(decayFactor),
    rate: scalar(stepSize / rootCorrection),
    epsilon: scalar(optimizer.epsilon / rootCorrection),
  };
}
