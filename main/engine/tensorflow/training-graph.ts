/** The graph of a training step: signatures that make the step, and those that write and read its state. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes } from '#app/ml/clip/parameters.ts';
import type { TrainingOptions } from '../executor.ts';
import { GRADIENT_PREFIX, traceTraining } from '../programs/traced-programs.ts';
import type { GraphNode } from '../trace/graph.ts';
import { isFrozen } from '../training-options.ts';
import { narrowProducts } from './bfloat16.ts';
import { addGradCache } from './grad-cache-graph.ts';
import { lowerGraph } from './lowering.ts';
import { SavedModel, type Variable } from './saved-model.ts';
import { addUpdate, output, type TrainingVariables } from './training-update.ts';
import { addReading, addWriting, addZeroing, groupsOf, type VariableGroup } from './variables.ts';

export const STEP_SIGNATURE = 'step';
const BATCH_INPUTS: ReadonlySet<string> = new Set(['images', 'tokenIds']);

export interface TrainingGroups {
  readonly parameters: readonly VariableGroup[];
  readonly firstMoments: readonly VariableGroup[];
  readonly secondMoments: readonly VariableGroup[];
  /** Where the gradients of micro-batches are added up; none when the whole batch is one run. */
  readonly sums: readonly VariableGroup[];
}

/** Whether a step is made a micro-batch at a time. */
export function isInParts({ batchSize, microBatch = batchSize }: TrainingOptions): boolean {
  return microBatch < batchSize;
}

export async function buildTrainingGraph(
  config: ModelConfig,
  options: TrainingOptions,
): Promise<{ model: SavedModel; groups: TrainingGroups }> {
  const model = new SavedModel();
  const state = stateVariables(model, config, options);
  const sums = isInParts(options)
    ? await addGradCache(model, STEP_SIGNATURE, config, options, state)
    : await addWholeStep(model, config, options, state);
  const groups: TrainingGroups = {
    parameters: groupsOf('parameters', namedAs(state.parameters)),
    firstMoments: groupsOf('first moments', namedAs(state.firstMoments)),
    secondMoments: groupsOf('second moments', namedAs(state.secondMoments)),
    sums,
  };
  for (const group of [groups.parameters, groups.firstMoments, groups.secondMoments]) {
    addWriting(model, group);
    addReading(model, group);
  }
  addZeroing(model, groups.firstMoments);
  addZeroing(model, groups.secondMoments);
  return { model, groups };
}

function stateVariables(model: SavedModel, config: ModelConfig, options: TrainingOptions): TrainingVariables {
  const shapes = [...parameterShapes(config)];
  const variables = (prefix: string, of: typeof shapes): Map<string, Variable> =>
    new Map(of.map(([name, shape]) => [name, model.variable(prefix + name, shape, 'float32')]));
  const trained = shapes.filter(([name]) => !isFrozen(options, name));
  return {
    parameters: variables('', shapes),
    firstMoments: variables('first_moment.', trained),
    secondMoments: variables('second_moment.', trained),
  };
}

/** Tensors of a state go by the parameter's name, whichever array they belong to. */
function namedAs(variables: ReadonlyMap<string, Variable>): Variable[] {
  return [...variables].map(([name, variable]) => ({ ...variable, name }));
}

/** images, tokenIds and the scalars of the step -> result: all in one run. */
async function addWholeStep(
  model: SavedModel,
  config: ModelConfig,
  options: TrainingOptions,
  state: TrainingVariables,
): Promise<readonly VariableGroup[]> {
  const graph = await traceTraining(config, options, (name) => !isFrozen(options, name));
  const signature = model.signature(STEP_SIGNATURE);
  const narrow = options.precision === 'bf16' ? narrowProducts(graph, BATCH_INPUTS) : new Set<GraphNode>();
  const lowering = lowerGraph(model, signature, graph, { variables: state.parameters, narrow });
  const loss = lowering.ref(output(graph, 'loss'));
  const gradientOf = (name: string) => lowering.ref(output(graph, GRADIENT_PREFIX + name));
  addUpdate(model, signature, state, loss, gradientOf, options);
  return [];
}
