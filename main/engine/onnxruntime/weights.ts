/** Where an inference session finds its weights: tensors in memory, or a safetensors file that it maps. */
import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { FloatTensor, FloatTensors } from '#app/ml/tensor-data.ts';
import { FigscopeError } from '#app/util/error.ts';
import type { InitializerData } from '../onnx/model.ts';
import { checkParameters } from '../parameter-check.ts';
import { readWeights, type WeightsFile } from '../weights-file.ts';
import type { SessionSettings } from './session.ts';

/** What a graph says of its weights, and what its session is given to find them. */
export interface WeightPlacement {
  readonly initializers: ReadonlyMap<string, InitializerData>;
  readonly session: Pick<SessionSettings, 'weights' | 'weightsFolder'>;
}

export interface ModelWeights {
  /** One tensor as float32. */
  read(name: string): Promise<FloatTensor>;
  /** The float32 weights of these names as they lie. */
  place(names: Iterable<string>): Promise<WeightPlacement>;
  /** Same file, same content: what things made of the weights are kept under. Absent for weights in memory. */
  readonly identity?: string;
  /** The parameter logit_scale, a logarithm. */
  readonly logitScale: number;
}

function isWeightsFile(source: FloatTensors | WeightsFile): source is WeightsFile {
  return 'kind' in source;
}

/** Checks the parameters against the configuration (throws as checkParameters) and says how a session gets them. */
export async function modelWeights(
  config: ModelConfig,
  source: FloatTensors | WeightsFile,
): Promise<ModelWeights> {
  checkParameters(config, isWeightsFile(source) ? source.tensors : source);
  const read = isWeightsFile(source)
    ? async (name: string) => named(await readWeights(source, [name]), name)
    : async (name: string) => named(source, name);
  const logitScale = (await read('logit_scale')).data[0] ?? 0;
  // ONNX Runtime reads float32 as it lies in the file; other types have to be converted first.
  if (isWeightsFile(source) && [...source.tensors.values()].every(({ type }) => type === 'F32')) {
    const place = async (names: Iterable<string>): Promise<WeightPlacement> => placeInFile(source, names);
    return { read, place, identity: await fileIdentity(source.path), logitScale };
  }
  const place = async (names: Iterable<string>): Promise<WeightPlacement> => {
    const bytes = new Map<string, Uint8Array>();
    for (const name of names) bytes.set(name, bytesOf((await read(name)).data));
    return placeInMemory(bytes);
  };
  const identity = isWeightsFile(source) ? { identity: await fileIdentity(source.path) } : {};
  return { read, place, ...identity, logitScale };
}

function named(tensors: FloatTensors, name: string): FloatTensor {
  const tensor = tensors.get(name);
  if (tensor !== undefined) return tensor;
  throw new FigscopeError('internal', `The weights have no ${name}.`);
}

export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function placeInFile({ path, tensors }: WeightsFile, names: Iterable<string>): WeightPlacement {
  const initializers = new Map<string, InitializerData>();
  for (const name of names) {
    const entry = tensors.get(name);
    if (entry === undefined) continue;
    const { offsetBytes, sizeBytes } = entry;
    initializers.set(name, { kind: 'external', location: basename(path), offsetBytes, sizeBytes });
  }
  return { initializers, session: { weightsFolder: dirname(path) } };
}

export function placeInMemory(weights: ReadonlyMap<string, Uint8Array>): WeightPlacement {
  const initializers = new Map<string, InitializerData>();
  for (const [name, bytes] of weights)
    initializers.set(name, { kind: 'external', location: name, offsetBytes: 0, sizeBytes: bytes.length });
  return { initializers, session: { weights } };
}

/** Changes with every write to the file, without reading it. */
async function fileIdentity(path: string): Promise<string> {
  const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
  return [await realpath(path), dev, ino, size, mtimeNs, ctimeNs].join(' ');
}
