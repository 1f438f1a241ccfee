/**
 * The safetensors format (huggingface/safetensors): u64 header length, a JSON header of names, types, shapes and
 * offsets, then the tensors' bytes; little-endian, row-major.
 */
import { bfloat16ToFloat, float16ToFloat, floatToBfloat16, floatToFloat16 } from './half-floats.ts';
import type { TensorData } from './tensor-data.ts';
import { readTensorFileHeader, type StoredType, type TensorFileEntry } from './tensor-file-header.ts';

export interface TensorFile {
  readonly tensors: Map<string, TensorData>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** All tensors; floating point types become float32, booleans bytes, short integers int32, other types stay. Throws invalid-input or unsupported. */
export function readSafetensors(bytes: Uint8Array): TensorFile {
  const { entries, metadata } = readTensorFileHeader(bytes, bytes.length);
  const tensors = new Map<string, TensorData>();
  for (const [name, entry] of entries) {
    tensors.set(
      name,
      decodeTensor(entry, bytes.subarray(entry.offsetBytes, entry.offsetBytes + entry.sizeBytes)),
    );
  }
  return { tensors, metadata };
}

/** The tensor in its own memory. */
export function decodeTensor(entry: Pick<TensorFileEntry, 'type' | 'shape'>, bytes: Uint8Array): TensorData {
  // A copy: typed arrays must start at a multiple of their element size. (Node's Buffer.slice would not copy.)
  return tensorIn(new Uint8Array(bytes).buffer, entry);
}

/** The tensor whose bytes fill `buffer`, which becomes its memory where the type is one that stays. */
export function tensorIn(
  buffer: ArrayBuffer,
  { type, shape }: Pick<TensorFileEntry, 'type' | 'shape'>,
): TensorData {
  switch (type) {
    case 'F32':
      return { shape, data: new Float32Array(buffer) };
    case 'F64':
      return { shape, data: new Float32Array(new Float64Array(buffer)) };
    case 'F16':
      return { shape, data: float16ToFloat(new Uint16Array(buffer)) };
    case 'BF16':
      return { shape, data: bfloat16ToFloat(new Uint16Array(buffer)) };
    case 'I64':
      return { shape, data: new BigInt64Array(buffer) };
    case 'I32':
      return { shape, data: new Int32Array(buffer) };
    case 'I16':
      return { shape, data: new Int32Array(new Int16Array(buffer)) };
    case 'I8':
      return { shape, data: new Int32Array(new Int8Array(buffer)) };
    case 'U8':
    case 'BOOL':
      return { shape, data: new Uint8Array(buffer) };
  }
}

export interface WriteOptions {
  readonly metadata?: Readonly<Record<string, string>>;
  /** How float32 tensors are stored. Default F32. */
  readonly floatType?: 'F32' | 'F16' | 'BF16';
}

/** The file in pieces, in order: header first, then the tensors sorted by name. Float32 tensors are not copied. */
export function encodeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  { metadata, floatType = 'F32' }: WriteOptions = {},
): Uint8Array[] {
  const sorted = [...tensors].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const header = new Map<string, unknown>(metadata === undefined ? [] : [['__metadata__', metadata]]);
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of sorted) {
    const { type, stored } = encodeTensor(data, floatType);
    const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
    header.set(name, { dtype: type, shape, data_offsets: [offset, offset + bytes.length] });
    pieces.push(bytes);
    offset += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const padded = Math.ceil(json.length / 8) * 8; // spaces up to a multiple of eight, so that the tensors are aligned
  const start = new Uint8Array(8 + padded).fill(0x20);
  new DataView(start.buffer).setBigUint64(0, BigInt(padded), true);
  start.set(json, 8);
  return [start, ...pieces];
}

function encodeTensor(
  data: TensorData['data'],
  floatType: 'F32' | 'F16' | 'BF16',
): { type: StoredType; stored: Float32Array | Uint16Array | Int32Array | BigInt64Array | Uint8Array } {
  if (data instanceof Int32Array) return { type: 'I32', stored: data };
  if (data instanceof BigInt64Array) return { type: 'I64', stored: data };
  if (data instanceof Uint8Array) return { type: 'U8', stored: data };
  if (floatType === 'F32') return { type: 'F32', stored: data };
  return { type: floatType, stored: floatType === 'F16' ? floatToFloat16(data) : floatToBfloat16(data) };
}

/** The file as one array. */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorData>,
  options?: WriteOptions,
): Uint8Array {
  const pieces = encodeSafetensors(tensors, options);
  const file = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of pieces) {
    file.set(piece, offset);
    offset += piece.length;
  }
  return file;
}
