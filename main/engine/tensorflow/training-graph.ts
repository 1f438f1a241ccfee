/** The graph of a training step: one signature that makes the step, and those that write and read its state. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { decays } from '#app/ml/clip/optimizer.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import type { TrainingOptions } from '../executor.ts';
import { GRADIENT_PREFIX, traceTraining } from '../onnxruntime/traced-programs.ts';
import type { Graph, GraphNode, Value } from '../trace/graph.ts';
import { isFrozen } from '../training-options.ts';
import { lowerGraph } from './lowering.ts';
import { narrowProducts } from './bfloat16.ts';
import { gradientNorm, type Trained, updateWhenFinite } from './optimizer.ts';
import { SavedModel, type Variable } from './saved-model.ts';
import { addReading, addWriting, addZeroing, groupsOf, type VariableGroup } from './variables.ts';

export const STEP_SIGNATURE = 'step';
const BATCH_INPUTS: ReadonlySet<string> = new Set(['images', 'tokenIds']);

export interface TrainingGroups {
  readonly parameters: readonly VariableGroup[];
  readonly firstMoments: readonly VariableGroup[];
  readonly secondMoments: readonly VariableGroup[];
}

export async function buildTrainingGraph(
  config: ModelConfig,
  options: TrainingOptions,
): Promise<{ model: SavedModel; groups: TrainingGroups }> {
  const isTrainable = (name: string): boolean => !isFrozen(options, name);
  const graph = await traceTraining(config, options, isTrainable);
  const model = new SavedModel();
  const shapes = parameterShapes(config);
  const variables = (prefix: string, isWanted: (name: string) => boolean): Map<string, Variable> =>
    new Map(
      [...shapes]
        .filter(([name]) => isWanted(name))
        .map(([name, shape]) => [name, model.variable(prefix + name, shape, 'float32')]),
    );
  const state: TrainingVariables = {
    parameters: variables('', () => true),
    firstMoments: variables('first_moment.', isTrainable),
    secondMoments: variables('second_moment.', isTrainable),
  };
  addStep(model, graph, state, options);
  const groups: TrainingGroups = {
    parameters: groupsOf('parameters', namedAs(state.parameters)),
    firstMoments: groupsOf('first moments', namedAs(state.firstMoments)),
    secondMoments: groupsOf('second moments', namedAs(state.secondMoments)),
  };
  for (const group of Object.values(groups)) {
    addWriting(model, group);
    addReading(model, group);
  }
  addZeroing(model, groups.firstMoments);
  addZeroing(model, groups.secondMoments);
  return { model, groups };
}

interface TrainingVariables {
  readonly parameters: ReadonlyMap<string, Variable>;
  readonly firstMoments: ReadonlyMap<string, Variable>;
  readonly secondMoments: ReadonlyMap<string, Variable>;
}

/** Tensors of a state go by the parameter's name, whichever array they belong to. */
function namedAs(variables: ReadonlyMap<string, Variable>): Variable[] {
  return [...variables].map(([name, variable]) => ({ ...variable, name }));
}

/** images, tokenIds, decayFactor, rate, epsilon -> result [3]: loss, gradient norm, exp(logit_scale) afterwards. */
function addStep(
  model: SavedModel,
  graph: Graph,
  { parameters, firstMoments, secondMoments }: TrainingVariables,
  options: TrainingOptions,
): void {
  const signature = model.signature(STEP_SIGNATURE);
  const narrow = options.precision === 'bf16' ? narrowProducts(graph, BATCH_INPUTS) : new Set<GraphNode>();
  const lowering = lowerGraph(model, signature, graph, { variables: parameters, narrow });
  const scalar = (name: string) => model.input(signature, name, 'float32', []);
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
      gradient: lowering.ref(output(graph, GRADIENT_PREFIX + name)),
    };
  });
  const norm = gradientNorm(
    model,
    trained.map(({ gradient }) => gradient),
  );
  const logitScale = known(parameters.get('logit_scale'));
  const done = updateWhenFinite(model, norm, trained, logitScale, scalars, options.optimizer);
  const temperature = model.typed('Exp', [model.read(logitScale, [done])], 'float32');
  const results = [lowering.ref(output(graph, 'loss')), norm, temperature];
  const result = model.typed('Pack', results, 'float32', { N: { integer: 3 }, axis: { integer: 0 } });
  signature.outputs.set('result', { ref: result, dtype: 'float32', shape: [3] });
}

function output(graph: Graph, name: string): Value {
  return known(graph.outputs.get(name));
}

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The traced step lacks a parameter or a result.');
  return value;
}
