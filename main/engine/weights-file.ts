/** Safetensors files on disk: opened by their header alone, read in part or whole. */
import { type FloatTensor, floatTensors, type TensorData } from '#app/ml/tensor-data.ts';
import { tensorIn } from '#app/ml/tensor-file.ts';
import { headerEnd, readTensorFileHeader, type TensorFileEntry } from '#app/ml/tensor-file-header.ts';
import { openToRead } from './files.ts';
import { readRange } from './read-range.ts';

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
  const end = headerEnd(await readRange(file, 0, Math.min(8, size)), size);
  const { entries, metadata } = readTensorFileHeader(await readRange(file, 0, end), size);
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
    tensors.set(name, tensorIn((await readRange(file, entry.offsetBytes, entry.sizeBytes)).buffer, entry));
  }
  return floatTensors(tensors);
}
