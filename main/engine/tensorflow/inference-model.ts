/** Embedding images and texts on TensorFlow: one session for each tower, any batch size, any text length. */
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { type FloatTensors, sizeOf } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { InferenceModel } from '../executor.ts';
import { checkLength } from '../batch-check.ts';
import { checkedTexts } from '../text-batch.ts';
import { imageTowerProgram, textTowerProgram, type TowerProgram } from '../programs/tower-programs.ts';
import { checkParameters } from '../parameter-check.ts';
import { readWeights, type WeightsFile } from '../weights-file.ts';
import type { GraphNode } from '../trace/graph.ts';
import { narrowProducts, weightsReadBy } from './bfloat16.ts';
import { lowerGraph } from './lowering.ts';
import { SavedModel, type Variable } from './saved-model.ts';
import { type Feed, type TensorFlowJs, TensorFlowSession } from './session.ts';
import { addWriting, groupsOf, writeVariables } from './variables.ts';

export type FloatPrecision = 'fp32' | 'bf16';

const ENCODE_SIGNATURE = 'encode';

export class TensorFlowInferenceModel implements InferenceModel {
  readonly logitScale: number;
  private readonly config: ModelConfig;
  private readonly imageTower: TensorFlowSession;
  private readonly textTower: TensorFlowSession;

  private constructor(
    config: ModelConfig,
    logitScale: number,
    imageTower: TensorFlowSession,
    textTower: TensorFlowSession,
  ) {
    this.config = config;
    this.logitScale = logitScale;
    this.imageTower = imageTower;
    this.textTower = textTower;
  }

  static async compile(
    tfjs: TensorFlowJs,
    config: ModelConfig,
    source: FloatTensors | WeightsFile,
    precision: FloatPrecision,
  ): Promise<TensorFlowInferenceModel> {
    checkParameters(config, 'kind' in source ? source.tensors : source);
    const weights = async (names: readonly string[]): Promise<FloatTensors> =>
      'kind' in source ? readWeights(source, names) : source;
    const imageTower = await loadTower(tfjs, await imageTowerProgram(config), weights, precision);
    const textTower = await loadTower(tfjs, await textTowerProgram(config), weights, precision);
    const scale = (await weights(['logit_scale'])).get('logit_scale')?.data[0] ?? 0;
    return new TensorFlowInferenceModel(config, Math.exp(scale), imageTower, textTower);
  }

  async encodeImages(images: Float32Array, batch: number): Promise<Float32Array> {
    const { imageSize } = this.config.image;
    const shape = [batch, 3, imageSize, imageSize];
    checkLength('images', images.length, sizeOf(shape));
    return encode(this.imageTower, { images: { data: images, shape } });
  }

  async encodeTexts(tokenIds: Int32Array, batch: number): Promise<Float32Array> {
    const trimmed = checkedTexts(this.config, tokenIds, batch);
    return encode(this.textTower, { tokenIds: { data: trimmed, shape: [batch, trimmed.length / batch] } });
  }

  async dispose(): Promise<void> {
    this.imageTower.dispose();
    this.textTower.dispose();
  }
}

async function loadTower(
  tfjs: TensorFlowJs,
  { graph, symbols, dimensionsOf }: TowerProgram,
  weights: (names: readonly string[]) => Promise<FloatTensors>,
  precision: FloatPrecision,
): Promise<TensorFlowSession> {
  const model = new SavedModel();
  const fed = new Set(symbols.map(({ input }) => input));
  const narrow = precision === 'bf16' ? narrowProducts(graph, fed) : new Set<GraphNode>();
  const narrowWeights = weightsReadBy(graph, narrow);
  const variables = new Map<string, Variable>();
  for (const [name, { shape }] of graph.inputs) {
    if (fed.has(name)) continue;
    variables.set(name, model.variable(name, shape, narrowWeights.has(name) ? 'bfloat16' : 'float32'));
  }
  const signature = model.signature(ENCODE_SIGNATURE);
  const lowering = lowerGraph(model, signature, graph, { variables, narrow, symbols, dimensionsOf });
  for (const [name, value] of graph.outputs)
    signature.outputs.set(name, {
      ref: lowering.ref(value),
      dtype: value.dtype,
      shape: lowering.port(value),
    });
  const groups = groupsOf('weights', variables.values());
  addWriting(model, groups);
  const session = await TensorFlowSession.load(tfjs, model);
  await writeVariables(session, groups, weights);
  return session;
}

function encode(session: TensorFlowSession, feeds: Readonly<Record<string, Feed>>): Float32Array {
  const features = session.run(ENCODE_SIGNATURE, feeds).get('features');
  if (features === undefined) throw new FigscopeError('internal', 'TensorFlow returned no features.');
  return features;
}
