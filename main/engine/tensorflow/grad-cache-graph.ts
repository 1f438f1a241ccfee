/**
 * A training step in parts (app/ml/clip/grad-cache.ts) as signatures of one session: features of a micro-batch, the
 * loss at all features, gradients of a micro-batch added to variables, and the update from their sums.
 */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { TowerName } from '#app/ml/clip/grad-cache.ts';
import { parameterShapes, towerOf } from '#app/ml/clip/parameters.ts';
import type { TrainingOptions } from '../executor.ts';
import {
  towerInput,
  traceFeatures,
  traceLossAtEmbeddings,
  traceTowerGradients,
} from '../programs/grad-cache-programs.ts';
import { GRADIENT_PREFIX } from '../programs/traced-programs.ts';
import type { Graph, GraphNode } from '../trace/graph.ts';
import { isFrozen } from '../training-options.ts';
import { narrowProducts } from './bfloat16.ts';
import { lowerGraph } from './lowering.ts';
import type { Ref, SavedModel, Variable } from './saved-model.ts';
import { addUpdate, known, output, type TrainingVariables } from './training-update.ts';
import { addZeroing, groupsOf, type VariableGroup } from './variables.ts';

export const towerNames: readonly TowerName[] = ['image', 'text'];
export const featuresSignature = (tower: TowerName): string => `features ${tower}`;
export const gradientsSignature = (tower: TowerName): string => `gradients ${tower}`;
export const LOSS_SIGNATURE = 'loss at features';

/** Whether a tower has parameters that are not frozen. */
export function isTrained(tower: TowerName, config: ModelConfig, options: TrainingOptions): boolean {
  return [...parameterShapes(config).keys()].some(
    (name) => towerOf(name) === tower && !isFrozen(options, name),
  );
}

/** Adds the signatures, `updateName` the last of a step (its loss is 0); answers the groups of variables that hold the sums of gradients. */
export async function addGradCache(
  model: SavedModel,
  updateName: string,
  config: ModelConfig,
  options: TrainingOptions,
  state: TrainingVariables,
): Promise<readonly VariableGroup[]> {
  const { batchSize, microBatch = batchSize, textLength } = options;
  const shape = { batchSize: microBatch, textLength };
  const isTrainable = (name: string): boolean => !isFrozen(options, name);
  const sums = new Map(
    [...state.firstMoments].map(([name, variable]): [string, Variable] => [
      name,
      model.variable(`gradient.${name}`, variable.shape, 'float32'),
    ]),
  );
  for (const tower of towerNames) {
    const features = await traceFeatures(tower, config, shape);
    const { refs } = lower(model, featuresSignature(tower), features, state, options);
    model.signatures.get(featuresSignature(tower))!.outputs.set('features', {
      ref: refs('features'),
      dtype: 'float32',
      shape: output(features, 'features').shape,
    });
    if (!isTrained(tower, config, options)) continue;
    const gradients = await traceTowerGradients(tower, config, shape, isTrainable);
    addTowerGradients(model, tower, gradients, state, sums, options);
  }
  addLoss(model, await traceLossAtEmbeddings(config, batchSize), state, sums, options);
  const gradientOf = (name: string): Ref => model.read(known(sums.get(name)));
  const noLoss = model.constant('float32', [], new Float32Array(1));
  addUpdate(model, model.signature(updateName), state, noLoss, gradientOf, options);
  const groups = groupsOf('gradients', sums.values());
  addZeroing(model, groups);
  return groups;
}

function lower(
  model: SavedModel,
  name: string,
  graph: Graph,
  { parameters }: TrainingVariables,
  { precision }: TrainingOptions,
): { refs: (output: string) => Ref } {
  const fed = new Set([...Object.values(towerInput), 'featureGradients', 'image', 'text']);
  const narrow = precision === 'bf16' ? narrowProducts(graph, fed) : new Set<GraphNode>();
  const variables = new Map(parameters).set('logitScale', known(parameters.get('logit_scale')));
  const lowering = lowerGraph(model, model.signature(name), graph, { variables, narrow });
  return { refs: (one) => lowering.ref(output(graph, one)) };
}

function addTowerGradients(
  model: SavedModel,
  tower: TowerName,
  graph: Graph,
  state: TrainingVariables,
  sums: ReadonlyMap<string, Variable>,
  options: TrainingOptions,
): void {
  const name = gradientsSignature(tower);
  const { refs } = lower(model, name, graph, state, options);
  const added = [...graph.outputs.keys()].map((one) => {
    const { handle } = known(sums.get(one.slice(GRADIENT_PREFIX.length)));
    return model.node('AssignAddVariableOp', [handle, refs(one)], { dtype: { type: 'float32' } });
  });
  const done = model.after(model.constant('float32', [], Float32Array.of(1)), 'float32', added);
  model.signatures.get(name)!.outputs.set('done', { ref: done, dtype: 'float32', shape: [] });
}

/** image, text [batch, embedDim] -> loss [], gradient/image, gradient/text; the gradient of logit_scale is kept. */
function addLoss(
  model: SavedModel,
  graph: Graph,
  state: TrainingVariables,
  sums: ReadonlyMap<string, Variable>,
  options: TrainingOptions,
): void {
  const { refs } = lower(model, LOSS_SIGNATURE, graph, state, options);
  const { outputs } = model.signatures.get(LOSS_SIGNATURE)!;
  const sum = sums.get('logit_scale');
  const kept = sum === undefined ? [] : [model.assign(sum, refs(`${GRADIENT_PREFIX}logitScale`))];
  outputs.set('loss', { ref: model.after(refs('loss'), 'float32', kept), dtype: 'float32', shape: [] });
  for (const tower of towerNames) {
    const { shape } = output(graph, GRADIENT_PREFIX + tower);
    outputs.set(tower, { ref: refs(GRADIENT_PREFIX + tower), dtype: 'float32', shape });
  }
}
