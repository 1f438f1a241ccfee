/** Runs any traced graph once on an engine, everything fed and everything fetched. For tests only. */
import { Tensor } from 'onnxruntime-node';
import type { EngineName } from '#app/domain/engine.ts';
import { engineOptions } from '#main/dev/test-engines.ts';
import type { ModelToSave } from './model-folder.ts';
import { lower } from './onnx/lowering.ts';
import { createSession, floatTensor, runSession } from './onnxruntime/session.ts';
import { lowerGraph } from './tensorflow/lowering.ts';
import { loadLibrary } from './tensorflow/open-tensorflow.ts';
import { SavedModel } from './tensorflow/saved-model.ts';
import { type Feed, TensorFlowSession } from './tensorflow/session.ts';
import type { Graph } from './trace/graph.ts';

export type TestModel = Pick<ModelToSave, 'config' | 'parameters'>;
type Feeds = Readonly<Record<string, Feed>>;

const THREADS = 2;

/** Runs a graph of parameters, images and tokenIds; its outputs by name. */
export function runGraph(
  engine: EngineName,
  graph: Graph,
  { config, parameters }: TestModel,
  images: Float32Array,
  tokenIds: Int32Array,
): Promise<Map<string, Float32Array>> {
  const { imageSize } = config.image;
  const batch = images.length / (3 * imageSize * imageSize);
  const feeds: Record<string, Feed> = {};
  for (const [name, tensor] of parameters) if (graph.inputs.has(name)) feeds[name] = tensor;
  feeds['images'] = { data: images, shape: [batch, 3, imageSize, imageSize] };
  feeds['tokenIds'] = { data: tokenIds, shape: [batch, tokenIds.length / batch] };
  return engine === 'tensorflow' ? runOnTensorFlow(graph, feeds) : runOnOnnxRuntime(graph, feeds);
}

async function runOnOnnxRuntime(graph: Graph, feeds: Feeds): Promise<Map<string, Float32Array>> {
  const session = await createSession(lower(graph).encode(), { threads: THREADS });
  const tensors = Object.entries(feeds).map(([name, { data, shape }]) => [
    name,
    data instanceof Float32Array ? floatTensor(data, shape) : new Tensor('int32', data, shape),
  ]);
  const outputs = Object.fromEntries([...graph.outputs.keys()].map((name) => [name, null]));
  const results = await runSession(session, Object.fromEntries(tensors), outputs);
  await session.release();
  const arrays = new Map<string, Float32Array>();
  for (const [name, value] of Object.entries(results)) {
    if (value instanceof Tensor && value.data instanceof Float32Array) arrays.set(name, value.data);
  }
  return arrays;
}

async function runOnTensorFlow(graph: Graph, feeds: Feeds): Promise<Map<string, Float32Array>> {
  const { enginesFolder } = engineOptions('tensorflow', THREADS);
  const library = await loadLibrary(enginesFolder, { threads: THREADS, device: 'auto' });
  const model = new SavedModel();
  const signature = model.signature('run');
  const lowering = lowerGraph(model, signature, graph, { variables: new Map() });
  for (const [name, value] of graph.outputs) {
    const { dtype, shape } = value;
    signature.outputs.set(name, { ref: model.after(lowering.ref(value), dtype, []), dtype, shape });
  }
  const session = await TensorFlowSession.load(library.tfjs(), model);
  try {
    return session.run('run', feeds);
  } finally {
    session.dispose();
  }
}
