/** Safetensors files on disk: opened by their header alone, read in part or whole. */
import type { FileHandle } from 'node:fs/promises';
import { type FloatTensor, floatTensors, type TensorData } from '#app/ml/tensor-data.ts';
import { decodeTensor } from '#app/ml/tensor-file.ts';
import { headerEnd, readTensorFileHeader, type TensorFileEntry } from '#app/ml/tensor-file-header.ts';
import { FigscopeError } from '#app/util/error.ts';
import { openToRead } from './files.ts';

/** A safetensors file whose header was read and checked, and whose tensors stay on the disk. */
export interface WeightsFile {
  readonly kind: 'weights-file';
  readonly path: string;
  readonly tensors: ReadonlyMap<string, TensorFileEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads and checks the header. Throws not-found, invalid-input (damaged) or unsupported (a type we do not read). */
export async function openWeightsFile(path: string): Promise<WeightsFile> {
  await using file = await openToRead(path);
  const { size } = await file.stat();
  const end = headerEnd(await readAt(file, 0, Math.min(8, size)), size);
  const { entries, metadata } = readTensorFileHeader(await readAt(file, 0, end), size);
  return { kind: 'weights-file', path, tensors: entries, metadata };
}

/** The named tensors (default: all) as float32. */
export async function readWeights(
  weights: WeightsFile,
  names?: readonly string[],
): Promise<Map<string, FloatTensor>> {
  await using file = await openToRead(weights.path);
  const tensors = new Map<string, TensorData>();
  for (const [name, entry] of weights.tensors) {
    if (names !== undefined && !names.includes(name)) continue;
    tensors.set(name, decodeTensor(entry, await readAt(file, entry.offsetBytes, entry.sizeBytes)));
  }
  return floatTensors(tensors);
}

async function readAt(file: FileHandle, offsetBytes: number, sizeBytes: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(sizeBytes);
  for (let done = 0; done < sizeBytes; ) {
    const { bytesRead } = await file.read(bytes, done, sizeBytes - done, offsetBytes + done);
    if (bytesRead === 0) {
      throw new FigscopeError('invalid-input', {
        message: 'The file of weights became shorter while it was read.',
        remedy: 'Wait until it is copied completely, and try again.',
      });
    }
    done += bytesRead;
  }
  return bytes;
}
