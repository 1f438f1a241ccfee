/** The session of one tower, in float32 or int8, with what can be kept between processes. */
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { int8Weights } from '../onnx/int8.ts';
import { lower, type LoweringOptions } from '../onnx/lowering.ts';
import type { FileCache } from './file-cache.ts';
import { cachedGraph, cacheName, type GraphKey } from './graph-cache.ts';
import { int8Bytes, layOut } from './int8-weights.ts';
import { createSession, type SessionSettings } from './session.ts';
import { imageTowerProgram, textTowerProgram, type TowerProgram } from './tower-programs.ts';
import { type ModelWeights, placeInMemory, type WeightPlacement } from './weights.ts';

export interface InferenceSettings extends Pick<SessionSettings, 'provider' | 'threads'> {
  readonly precision: 'fp32' | 'int8';
  readonly cache: FileCache | undefined;
}

const programs = { image: imageTowerProgram, text: textTowerProgram };
export type TowerName = keyof typeof programs;

interface TowerModel {
  readonly model: Uint8Array;
  readonly session: WeightPlacement['session'];
}

/** A tower before it is traced: with kept files it need not be. */
interface Tower {
  readonly key: GraphKey;
  readonly trace: () => Promise<TowerProgram>;
  readonly weights: ModelWeights;
  readonly cache: FileCache | undefined;
}

export async function openTower(
  name: TowerName,
  config: ModelConfig,
  weights: ModelWeights,
  { precision, cache, ...settings }: InferenceSettings,
): Promise<InferenceSession> {
  const key = { tower: name, config, precision };
  const tower: Tower = { key, trace: () => programs[name](config), weights, cache };
  const { model, session } = precision === 'int8' ? await int8Tower(tower) : await floatTower(tower);
  return createSession(model, { ...session, ...settings });
}

async function floatTower({ key, trace, weights, cache }: Tower): Promise<TowerModel> {
  const { identity } = weights;
  // The graph of weights in memory is not kept: such models are made in passing.
  const kept = weights.isMapped ? cache : undefined;
  let session = (await weights.place([])).session;
  const model = await cachedGraph(kept, { ...key, identity }, async () => {
    const program = await trace();
    const placement = await weights.place(weightNames(program));
    session = placement.session;
    return encode(program, { weights: placement.initializers });
  });
  return { model, session };
}

/** Quantising takes seconds at full size: its result is kept beside the graph where the weights have an identity. */
async function int8Tower({ key, trace, weights, cache }: Tower): Promise<TowerModel> {
  const { identity } = weights;
  const location = cacheName({ ...key, identity }, 'weights');
  const inFile = { weightsFolder: cache?.folder ?? '' };
  const kept = identity === undefined ? undefined : cache;
  if ((await kept?.find(location)) !== undefined) {
    const model = await kept?.read(cacheName({ ...key, identity }, 'onnx'));
    if (model !== undefined) return { model, session: inFile };
  }
  const program = await trace();
  const int8 = int8Weights(program.graph);
  const bytes = await int8Bytes(weightNames(program), int8, weights);
  const { pieces, initializers } = layOut(bytes, location);
  if ((await kept?.keep(location, pieces)) !== undefined) {
    const model = encode(program, { weights: initializers, int8 });
    await kept?.keep(cacheName({ ...key, identity }, 'onnx'), [model]);
    return { model, session: inFile };
  }
  const inMemory = placeInMemory(bytes);
  return { model: encode(program, { weights: inMemory.initializers, int8 }), session: inMemory.session };
}

/** Inputs that are parameters, not the batch. */
function weightNames({ graph, symbols }: TowerProgram): readonly string[] {
  return [...graph.inputs.keys()].filter((name) => symbols.every(({ input }) => input !== name));
}

function encode({ graph, ...dimensions }: TowerProgram, options: LoweringOptions): Uint8Array {
  return lower(graph, { ...dimensions, ...options }).encode();
}
