/**
 * The optimizer inside the graph: gradient norm, clipping, AdamW and the bound of the temperature, all skipped when the
 * norm is not finite. Same order of operations as app/ml/clip/adamw-pass.ts.
 */
import { LARGEST_LOGIT_SCALE } from '#app/ml/clip/optimizer.ts';
import type { OptimizerOptions } from '../executor.ts';
import type { Ref, SavedModel, Variable } from './saved-model.ts';

export interface Trained {
  readonly parameter: Variable;
  readonly firstMoment: Variable;
  readonly secondMoment: Variable;
  readonly decays: boolean;
  readonly gradient: Ref;
}

/** Scalars that change from step to step. */
export interface StepScalars {
  /** Multiplies decaying parameters: 1 - learningRate * weightDecay. */
  readonly decayFactor: Ref;
  /** Of TensorFlow's Adam, whose epsilon is added before the bias correction: see stepScalars. */
  readonly rate: Ref;
  readonly epsilon: Ref;
}

const float = { type: 'float32' } as const;

/** The L2 norm of all gradients together []. Squares overflow above 1.8e19: such a norm counts as not finite. */
export function gradientNorm(model: SavedModel, gradients: readonly Ref[]): Ref {
  const halves = gradients.map((gradient) => model.typed('L2Loss', [gradient], 'float32'));
  const half = model.typed('AddN', halves, 'float32', { N: { integer: halves.length } });
  const two = model.constant('float32', [], Float32Array.of(2));
  return model.typed('Sqrt', [model.typed('Mul', [half, two], 'float32')], 'float32');
}

/** Updates everything in place; the result is there (a boolean) when all of it is done or skipped. */
export function updateWhenFinite(
  model: SavedModel,
  norm: Ref,
  trained: readonly Trained[],
  logitScale: Variable,
  scalars: StepScalars,
  options: OptimizerOptions,
): Ref {
  const finite = model.typed('IsFinite', [norm], 'float32');
  // What waits for the branch that is not taken does not run.
  const branches = model.typed('Switch', [finite, finite], 'bool');
  const skipped = model.typed('Identity', [branches], 'bool');
  const taken = model.typed('Identity', [`${branches}:1`], 'bool');
  const factor = clippingFactor(model, norm, options);
  const updates = trained.map((one) => adamw(model, one, taken, factor, scalars, options));
  const bounded = boundLogitScale(model, logitScale, [taken, ...updates]);
  const updated = model.after(taken, 'bool', [...updates, bounded]);
  return model.typed('Merge', [skipped, updated], 'bool', { N: { integer: 2 } });
}

function clippingFactor(model: SavedModel, norm: Ref, { maxGradNorm }: OptimizerOptions): Ref | undefined {
  if (maxGradNorm === undefined) return undefined;
  const largest = model.constant('float32', [], Float32Array.of(maxGradNorm));
  const one = model.constant('float32', [], Float32Array.of(1));
  return model.typed('Minimum', [model.typed('RealDiv', [largest, norm], 'float32'), one], 'float32');
}

function adamw(
  model: SavedModel,
  { parameter, firstMoment, secondMoment, decays, gradient }: Trained,
  taken: Ref,
  factor: Ref | undefined,
  { decayFactor, rate, epsilon }: StepScalars,
  { beta1, beta2 }: OptimizerOptions,
): Ref {
  const constant = (value: number): Ref => model.constant('float32', [], Float32Array.of(value));
  const scaled = factor === undefined ? gradient : model.typed('Mul', [gradient, factor], 'float32');
  const waitsFor = [`^${taken}`];
  if (decays) {
    const decayed = model.typed('Mul', [model.read(parameter, [taken]), decayFactor], 'float32');
    waitsFor.push(`^${model.assign(parameter, decayed)}`);
  }
  const handles = [parameter.handle, firstMoment.handle, secondMoment.handle];
  // Powers of zero switch off its own bias correction, which comes in through rate and epsilon.
  const settings = [constant(0), constant(0), rate, constant(beta1), constant(beta2), epsilon];
  return model.node('ResourceApplyAdam', [...handles, ...settings, scaled, ...waitsFor], { T: float });
}

function boundLogitScale(model: SavedModel, logitScale: Variable, after: readonly Ref[]): Ref {
  const bounds = [0, LARGEST_LOGIT_SCALE].map((bound) =>
    model.constant('float32', [], Float32Array.of(bound)),
  );
  const value = model.read(logitScale, after);
  return model.assign(logitScale, model.typed('ClipByValue', [value, ...bounds], 'float32'));
}
