/** The state of a training step as variables, and the update as the end of its signature. */
import { decays } from '#app/ml/clip/optimizer.ts';
import type { TrainingOptions } from '../executor.ts';
import type { Graph, Value } from '../trace/graph.ts';
import { gradientNorm, type Trained, updateWhenFinite } from './optimizer.ts';
import type { Ref, SavedModel, Signature, Variable } from './saved-model.ts';

/** By the parameters' names; moments only of those that are trained. */
export interface TrainingVariables {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly firstMoments: ReadonlyMap<string, Variable>;
  readonly secondMoments: ReadonlyMap<string, Variable>;
}

/**
 * Adds to a signature the inputs decayFactor, rate and epsilon, and the output result [3]: the loss, the gradient norm,
 * and exp(logit_scale) after the update.
 */
export function addUpdate(
  model: SavedModel,
  signature: Signature,
  { parameters, firstMoments, secondMoments }: TrainingVariables,
  loss: Ref,
  gradientOf: (name: string) => Ref,
  { optimizer }: TrainingOptions,
): void {
  const scalar = (name: string): Ref => model.input(signature, name, 'float32', []);
  const scalars = {
    decayFactor: scalar('decayFactor'),
    rate: scalar('rate'),
    epsilon: scalar('epsilon'),
  };
  const trained: Trained[] = [...firstMoments].map(([name, firstMoment]) => {
    const parameter = known(parameters.get(name));
    return {
      parameter,
      firstMoment,
      secondMoment: known(secondMoments.get(name)),
      decays: decays(name, parameter.shape),
      gradient: gradientOf(name),
    };
  });
  const gradients = trained.map(({ gradient }) => gradient);
  const norm = gradientNorm(model, gradients);
  const logitScale = known(parameters.get('logit_scale'));
  const done = updateWhenFinite(model, norm, trained, logitScale, scalars, optimizer);
  const temperature = model.typed('Exp', [model.read(logitScale, [done])], 'float32');
  const result = model.typed('Pack', [loss, norm, temperature], 'float32', {
    N: { integer: 3 },
    axis: { integer: 0 },
  });
  signature.outputs.set('result', { ref: result, dtype: 'float32', shape: [3] });
}

export function output(graph: Graph, name: string): Value {
  return known(graph.outputs.get(name));
}

export function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The traced step lacks a parameter or a result.');
  return value;
}
