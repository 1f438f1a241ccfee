/** The programs of app/ml/clip/grad-cache.ts as graphs, for micro-batches of a fixed size. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { lossAtEmbeddings, towerGradients, type TowerName, towers } from '#app/ml/clip/grad-cache.ts';
import { towerOf } from '#app/ml/clip/parameters.ts';
import type { Graph, TensorSpec } from '../trace/graph.ts';
import { trace } from '../trace/tracer.ts';
import { asOutputs, type BatchShape, given, imageSpec, parameterSpecs, textSpec } from './traced-programs.ts';

/** What a tower reads, by the name that a batch has it under. */
export const towerInput = { image: 'images', text: 'tokenIds' } as const satisfies Record<TowerName, string>;

function towerSpecs(tower: TowerName, config: ModelConfig, shape: BatchShape): Map<string, TensorSpec> {
  const batch = tower === 'image' ? imageSpec(config, shape.batchSize) : textSpec(shape);
  return parameterSpecs(config, (name) => towerOf(name) === tower).set(towerInput[tower], batch);
}

/** tower parameters, images or tokenIds -> features [batch, embedDim], not normalised. */
export function traceFeatures(tower: TowerName, config: ModelConfig, shape: BatchShape): Promise<Graph> {
  return trace(towerSpecs(tower, config, shape), (inputs) => ({
    features: towers[tower](config, inputs, given(inputs, towerInput[tower])),
  }));
}

/** image, text [batch, embedDim], logitScale [] -> loss and the gradients gradient/image, /text, /logitScale. */
export function traceLossAtEmbeddings({ embedDim }: ModelConfig, batchSize: number): Promise<Graph> {
  const features: TensorSpec = { shape: [batchSize, embedDim], dtype: 'float32' };
  const specs = new Map<string, TensorSpec>([
    ['image', features],
    ['text', features],
    ['logitScale', { shape: [], dtype: 'float32' }],
  ]);
  return trace(specs, (inputs) => {
    const [image, text] = [given(inputs, 'image'), given(inputs, 'text')];
    const result = lossAtEmbeddings(image, text, given(inputs, 'logitScale'));
    const { loss, imageFeatures, textFeatures, logitScale } = result;
    return { loss, ...asOutputs({ image: imageFeatures, text: textFeatures, logitScale }) };
  });
}

/** tower parameters, images or tokenIds, featureGradients [batch, embedDim] -> gradient/<name> of its parameters. */
export function traceTowerGradients(
  tower: TowerName,
  config: ModelConfig,
  shape: BatchShape,
  isTrainable: (name: string) => boolean,
): Promise<Graph> {
  const specs = towerSpecs(tower, config, shape).set('featureGradients', {
    shape: [shape.batchSize, config.embedDim],
    dtype: 'float32',
  });
  return trace(specs, ({ featureGradients, ...inputs }) => {
    const { [towerInput[tower]]: batch, ...parameters } = inputs;
    const of = { inputs: batch!, featureGradients: featureGradients! };
    return asOutputs(towerGradients(tower, config, parameters, of, isTrainable));
  });
}
