/**
 * The header of a safetensors file: names, types, shapes and offsets. Files come from anywhere, so nothing in it is
 * believed before it is checked against the bytes.
 */
import { FigscopeError } from '../util/error.ts';
import { sizeOf } from './tensor-data.ts';

/** Bytes per element of the types that are read. */
export const elementBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;
export type StoredType = keyof typeof elementBytes;

/** safetensors' own limit. */
const LARGEST_HEADER_BYTES = 100_000_000;

export interface TensorFileEntry {
  readonly type: StoredType;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offsetBytes: number;
  readonly sizeBytes: number;
}

export interface TensorFileHeader {
  readonly entries: ReadonlyMap<string, TensorFileEntry>;
  readonly metadata: Readonly<Record<string, string>>;
}

function malformed(
  message: string,
  facts: Readonly<Record<string, unknown>> = {},
  cause?: unknown,
): FigscopeError {
  return new FigscopeError(
    'invalid-input',
    {
      message: `The safetensors file is damaged: ${message}.`,
      remedy: 'Download or copy the file again, and compare its checksum with the source.',
      facts,
    },
    { cause },
  );
}

/** Bytes of the file up to its first tensor, from its first eight bytes. Throws invalid-input. */
export function headerEnd(firstBytes: Uint8Array, fileBytes: number): number {
  if (firstBytes.length < 8) throw malformed('it ends before its header', { fileBytes });
  const length = new DataView(firstBytes.buffer, firstBytes.byteOffset).getBigUint64(0, true);
  if (length > LARGEST_HEADER_BYTES || 8 + Number(length) > fileBytes) {
    throw malformed('its header is longer than the file', { headerBytes: Number(length), fileBytes });
  }
  return 8 + Number(length);
}

/** Reads and checks the header. `start` holds the file up to headerEnd (or all of it). */
export function readTensorFileHeader(start: Uint8Array, fileBytes: number): TensorFileHeader {
  const end = headerEnd(start, fileBytes);
  const header = parseHeader(start.subarray(8, end));
  const entries = new Map<string, TensorFileEntry>();
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(header)) {
    if (name === '__metadata__') metadata = textsOf(value);
    else entries.set(name, checkEntry(name, value, end, fileBytes));
  }
  checkLayout(entries, end, fileBytes);
  return { entries, metadata };
}

function parseHeader(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (isRecord(parsed)) return parsed;
  } catch (cause) {
    throw malformed('its header is not JSON', {}, cause);
  }
  throw malformed('its header is not an object');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLengths(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isStoredType(value: unknown): value is StoredType {
  return typeof value === 'string' && Object.hasOwn(elementBytes, value);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [key, text] of Object.entries(isRecord(value) ? value : {})) {
    if (typeof text === 'string') texts[key] = text;
  }
  return texts;
}

function checkEntry(name: string, value: unknown, headerBytes: number, fileBytes: number): TensorFileEntry {
  const { dtype, shape, data_offsets: offsets } = isRecord(value) ? value : {};
  if (!isLengths(shape) || !isLengths(offsets) || offsets.length !== 2) {
    throw malformed(`the entry of ${name} has no valid shape and offsets`, { tensor: name });
  }
  if (!isStoredType(dtype)) {
    throw new FigscopeError('unsupported', {
      message: `The tensor ${name} is of type ${String(dtype)}, which is not read.`,
      remedy: `Convert it to one of ${Object.keys(elementBytes).join(', ')}.`,
      facts: { tensor: name, type: String(dtype) },
    });
  }
  const [begin = 0, end = 0] = offsets;
  const sizeBytes = sizeOf(shape) * elementBytes[dtype];
  if (end - begin !== sizeBytes) {
    throw malformed(`${name} has ${end - begin} bytes where its shape needs ${sizeBytes}`, {
      tensor: name,
      shape,
    });
  }
  if (headerBytes + end > fileBytes) {
    throw malformed(`${name} ends beyond the end of the file`, { tensor: name, fileBytes });
  }
  return { type: dtype, shape, offsetBytes: headerBytes + begin, sizeBytes };
}

/** The tensors must fill the file without gaps and overlaps. */
function checkLayout(
  entries: ReadonlyMap<string, TensorFileEntry>,
  headerBytes: number,
  fileBytes: number,
): void {
  let position = headerBytes;
  const inOrder = [...entries].toSorted(
    ([, a], [, b]) => a.offsetBytes - b.offsetBytes || a.sizeBytes - b.sizeBytes,
  );
  for (const [name, { offsetBytes, sizeBytes }] of inOrder) {
    if (offsetBytes !== position)
      throw malformed(`${name} overlaps another tensor or leaves a gap`, { tensor: name });
    position += sizeBytes;
  }
  if (position !== fileBytes)
    throw malformed('it has bytes that belong to no tensor', { fileBytes, expected: position });
}
