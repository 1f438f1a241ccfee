/** The session of one tower, in float32 or int8, with what can be kept between processes. */
import type { InferenceSession } from 'onnxruntime-node';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import { parameterShapes, towerOf } from '#app/ml/clip/parameters.ts';
import { int8Weights } from '../onnx/int8.ts';
import { lower, type LoweringOptions } from '../onnx/lowering.ts';
import { type SplitGraph, splitWeights } from '../onnx/split-weights.ts';
import type { FileCache } from './file-cache.ts';
import { cachedGraph, cacheName, type GraphKey } from './graph-cache.ts';
import { int8Bytes, layOut } from './int8-weights.ts';
import { createSession, type SessionSettings } from './session.ts';
import { imageTowerProgram, textTowerProgram, type TowerProgram } from '../programs/tower-programs.ts';
import { type ModelWeights, placeInMemory, type WeightPlacement } from './weights.ts';

export interface InferenceSettings extends Pick<SessionSettings, 'provider' | 'threads'> {
  readonly precision: 'fp32' | 'int8';
  readonly cache: FileCache | undefined;
}

const programs = { image: imageTowerProgram, text: textTowerProgram };
export type TowerName = keyof typeof programs;

export type SplitProgram = TowerProgram & SplitGraph;

interface TowerModel {
  readonly model: Uint8Array;
  readonly session: WeightPlacement['session'];
}

/** A tower before it is traced: with kept files it need not be. */
interface Tower {
  readonly key: GraphKey;
  /** Of its parameters. */
  readonly names: readonly string[];
  readonly trace: () => Promise<SplitProgram>;
  readonly weights: ModelWeights;
  readonly cache: FileCache | undefined;
}

export async function openTower(
  name: TowerName,
  config: ModelConfig,
  weights: ModelWeights,
  { precision, cache, ...settings }: InferenceSettings,
): Promise<InferenceSession> {
  const tower: Tower = {
    key: { tower: name, config, precision },
    names: [...parameterShapes(config).keys()].filter((parameter) => towerOf(parameter) === name),
    trace: async () => {
      const program = await programs[name](config);
      return { ...program, ...splitWeights(program.graph) };
    },
    weights,
    cache,
  };
  const { model, session } = precision === 'int8' ? await int8Tower(tower) : await floatTower(tower);
  return createSession(model, { ...session, ...settings });
}

async function floatTower({ key, names, trace, weights, cache }: Tower): Promise<TowerModel> {
  const { initializers, session } = await weights.place(names);
  const placed = { ...key, weights: [...initializers] };
  const make = async (): Promise<Uint8Array> => {
    const program = await trace();
    return encode(program, { weights: withRows(initializers, program) });
  };
  return { model: await cachedGraph(cache, placed, make), session };
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
  const bytes = await int8Bytes(program, int8, weights);
  const { pieces, initializers } = layOut(bytes, location);
  if ((await kept?.keep(location, pieces)) !== undefined) {
    const model = encode(program, { weights: initializers, int8 });
    await kept?.keep(cacheName({ ...key, identity }, 'onnx'), [model]);
    return { model, session: inFile };
  }
  const inMemory = placeInMemory(bytes);
  return { model: encode(program, { weights: inMemory.initializers, int8 }), session: inMemory.session };
}

/** With the initializers of the parts that the program cuts parameters into, where they lie in the whole. */
function withRows(
  whole: WeightPlacement['initializers'],
  { rows }: SplitProgram,
): WeightPlacement['initializers'] {
  const all = new Map(whole);
  for (const [name, { parameter, first, count, of }] of rows) {
    const data = whole.get(parameter);
    if (data?.kind !== 'external') throw new Error(`${parameter} has no place to cut rows from.`);
    const rowBytes = data.sizeBytes / of;
    all.set(name, {
      ...data,
      offsetBytes: data.offsetBytes + first * rowBytes,
      sizeBytes: count * rowBytes,
    });
  }
  return all;
}

function encode({ graph, symbols, dimensionsOf }: SplitProgram, options: LoweringOptions): Uint8Array {
  return lower(graph, { symbols, dimensionsOf, ...options }).encode();
}
