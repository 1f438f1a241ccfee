/** Where an inference session finds its weights: tensors in memory, or a safetensors file that it maps. */
import { basename, dirname } from 'node:path';
import type { ModelConfig } from '#app/ml/clip/config.ts';
import type { FloatTensors } from '#app/ml/tensor-data.ts';
import type { InitializerData } from '../onnx/model.ts';
import { checkParameters } from '../parameter-check.ts';
import { readWeights, type WeightsFile } from '../weights-file.ts';
import type { SessionSettings } from './session.ts';

export interface ModelWeights {
  readonly initializers: ReadonlyMap<string, InitializerData>;
  readonly session: Pick<SessionSettings, 'weights' | 'weightsFolder'>;
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
  if (!isWeightsFile(source)) return inMemory(source);
  // ONNX Runtime reads float32 as it lies in the file; other types have to be converted first.
  if ([...source.tensors.values()].some(({ type }) => type !== 'F32'))
    return inMemory(await readWeights(source));
  const scale = await readWeights(source, ['logit_scale']);
  return {
    initializers: new Map(
      [...source.tensors].map(([name, { offsetBytes, sizeBytes }]) => [
        name,
        { kind: 'external', location: basename(source.path), offsetBytes, sizeBytes },
      ]),
    ),
    session: { weightsFolder: dirname(source.path) },
    logitScale: scale.get('logit_scale')?.data[0] ?? 0,
  };
}

function inMemory(tensors: FloatTensors): ModelWeights {
  const initializers = new Map<string, InitializerData>();
  const weights = new Map<string, Uint8Array>();
  for (const [name, { data }] of tensors) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    initializers.set(name, { kind: 'external', location: name, offsetBytes: 0, sizeBytes: bytes.length });
    weights.set(name, bytes);
  }
  return { initializers, session: { weights }, logitScale: tensors.get('logit_scale')?.data[0] ?? 0 };
}
