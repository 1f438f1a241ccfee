/** Weights in any file that Figscope reads: names, shapes and types at once, values when they are asked for. */
import type { FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { type FloatTensor, floatTensors, type TensorData } from '#app/ml/tensor-data.ts';
import { tensorIn } from '#app/ml/tensor-file.ts';
import type { StoredType } from '#app/ml/tensor-file-header.ts';
import { FigscopeError } from '#app/util/error.ts';
import { openToRead } from './files.ts';
import { readRange } from './read-range.ts';
import { openTorchFile } from './torch/open-torch.ts';
import { stateDict } from './torch/state-dict.ts';
import { checkTensor, readTensor, tensorBytes } from './torch/torch-tensor.ts';
import { openWeightsFile } from './weights-file.ts';
import { weightsFormat } from './weights-format.ts';

export interface StoredTensor {
  readonly type: StoredType;
  readonly shape: readonly number[];
}

export interface WeightSource {
  readonly path: string;
  readonly format: 'safetensors' | 'torch';
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /**
   * The named tensors (default: all) as float32, one after another. Throws invalid-input, naming the tensor, when it
   * holds integers or a value that is not finite.
   */
  read(names?: Iterable<string>): Promise<Map<string, FloatTensor>>;
}

/** Looks at the content, not at the name. Throws not-found, invalid-input or unsupported. */
export async function openWeightSource(path: string): Promise<WeightSource> {
  return (await weightsFormat(path)) === 'safetensors' ? openSafetensors(path) : openTorch(path);
}

async function openSafetensors(path: string): Promise<WeightSource> {
  const { tensors } = await openWeightsFile(path);
  const readOne = (file: FileHandle, name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const { offsetBytes, sizeBytes } = known(tensors, name);
    return readRange(file, offsetBytes, sizeBytes);
  };
  return {
    path,
    format: 'safetensors',
    tensors,
    read: (names) => readAll({ path, tensors, readOne }, names),
  };
}

async function openTorch(path: string): Promise<WeightSource> {
  const { root, places, sizeBytes } = await openTorchFile(path);
  const tensors = stateDict(root);
  let totalBytes = 0;
  for (const [name, tensor] of tensors) {
    checkTensor(name, tensor, known(places, tensor.storage.key));
    totalBytes += tensorBytes(tensor);
  }
  // A view may repeat what a file holds once; this many times over, it is made to fill the memory.
  if (totalBytes > 4 * sizeBytes + 2 ** 20) {
    throw new FigscopeError('invalid-input', {
      message: `The tensors of ${basename(path)} would take ${totalBytes.toLocaleString('en')} bytes, the file has ${sizeBytes.toLocaleString('en')}.`,
      remedy: 'Get the weights from their publisher again, best as safetensors.',
      facts: { totalBytes, sizeBytes },
    });
  }
  const readOne = (file: FileHandle, name: string): Promise<Uint8Array<ArrayBuffer>> => {
    const tensor = known(tensors, name);
    return readTensor(file, tensor, known(places, tensor.storage.key));
  };
  return { path, format: 'torch', tensors, read: (names) => readAll({ path, tensors, readOne }, names) };
}

interface Readable {
  readonly path: string;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** Row-major bytes of the type that the file has. */
  readonly readOne: (file: FileHandle, name: string) => Promise<Uint8Array<ArrayBuffer>>;
}

async function readAll(
  { path, tensors, readOne }: Readable,
  names: Iterable<string> = tensors.keys(),
): Promise<Map<string, FloatTensor>> {
  await using file = await openToRead(path);
  const read = new Map<string, TensorData>();
  for (const name of names) {
    const { buffer } = await readOne(file, name);
    read.set(name, tensorIn(buffer, known(tensors, name)));
  }
  const floats = floatTensors(read);
  checkFinite(floats);
  return floats;
}

/** Throws when any value is not finite; `invalid` among the facts lists the tensors. */
function checkFinite(tensors: ReadonlyMap<string, FloatTensor>): void {
  const invalid = [...tensors].flatMap(([tensor, { data }]) => {
    const index = data.findIndex((value) => !Number.isFinite(value));
    return index < 0 ? [] : [{ tensor, found: `${data[index]}`, index }];
  });
  const [first] = invalid;
  if (first === undefined) return;
  const others = invalid.length > 1 ? `, and ${invalid.length - 1} more tensors have such values` : '';
  throw new FigscopeError('invalid-input', {
    message: `The weights hold values that are not finite numbers: ${first.tensor} has ${first.found} at position ${first.index}${others}.`,
    remedy:
      'The training that made them has diverged, or the file is damaged: use an earlier checkpoint, or copy it again.',
    facts: { invalid },
  });
}

function known<T>(map: ReadonlyMap<string, T>, name: string): T {
  const value = map.get(name);
  if (value === undefined) throw new FigscopeError('internal', `The file of weights has no ${name}.`);
  return value;
}
