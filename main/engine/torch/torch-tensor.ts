/** The bytes of one tensor, in order and without gaps, whatever view of its storage it is. */
import type { FileHandle } from 'node:fs/promises';
import { sizeOf } from '#app/ml/tensor-data.ts';
import { elementBytes } from '#app/ml/tensor-file-header.ts';
import { readRange } from '../read-range.ts';
import type { TorchTensor } from './pickle-values.ts';
import { damaged } from './torch-error.ts';
import type { StoragePlace } from './torch-file.ts';

export function tensorBytes({ type, shape }: Pick<TorchTensor, 'type' | 'shape'>): number {
  return sizeOf(shape) * elementBytes[type];
}

/** Refuses a tensor that reaches beyond its storage, or a storage beyond its place. */
export function checkTensor(name: string, tensor: TorchTensor, place: StoragePlace): void {
  const { storage, type } = tensor;
  const storageBytes = storage.elements * (storage.type === undefined ? 1 : elementBytes[storage.type]);
  if (storageBytes > place.sizeBytes) {
    throw damaged(`the storage of ${name} has ${place.sizeBytes} bytes where ${storageBytes} are needed`, {
      tensor: name,
    });
  }
  if (!Number.isSafeInteger(tensorBytes(tensor)))
    throw damaged(`${name} has a shape without bounds`, { tensor: name });
  const end = (tensor.offset + spanElements(tensor)) * elementBytes[type];
  if (end > storageBytes) {
    throw damaged(`${name} reaches ${end - storageBytes} bytes beyond its storage`, { tensor: name });
  }
}

/** Row-major, in the type that the file has. The tensor must have passed checkTensor. */
export async function readTensor(
  file: FileHandle,
  tensor: TorchTensor,
  place: StoragePlace,
): Promise<Uint8Array<ArrayBuffer>> {
  const width = elementBytes[tensor.type];
  const start = place.offsetBytes + tensor.offset * width;
  const span = await readRange(file, start, spanElements(tensor) * width);
  return isContiguous(tensor) ? span : gather(span, tensor, width);
}

/** Elements from the first to the last, both included; 0 for an empty tensor. */
function spanElements({ shape, strides }: TorchTensor): number {
  if (shape.includes(0)) return 0;
  return shape.reduce((span, length, axis) => span + (length - 1) * (strides[axis] ?? 0), 1);
}

/** As torch sees it: strides of axes of length 1 mean nothing. */
function isContiguous({ shape, strides }: TorchTensor): boolean {
  if (shape.includes(0)) return true;
  let expected = 1;
  for (const [axis, length] of [...shape.entries()].toReversed()) {
    if (length !== 1 && strides[axis] !== expected) return false;
    expected *= length;
  }
  return true;
}

function gather(span: Uint8Array, { shape, strides }: TorchTensor, width: number): Uint8Array<ArrayBuffer> {
  const gathered = new Uint8Array(sizeOf(shape) * width);
  const index = shape.map(() => 0);
  let from = 0; // bytes, as the strides below
  const steps = strides.map((stride) => stride * width);
  for (let to = 0; to < gathered.length; to += width) {
    for (let byte = 0; byte < width; byte++) gathered[to + byte] = span[from + byte]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += steps[axis]!;
      index[axis]! += 1;
      if (index[axis]! < shape[axis]!) break;
      from -= shape[axis]! * steps[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}
