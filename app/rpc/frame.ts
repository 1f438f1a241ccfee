/**
 * One message as bytes: `[u32 header length, little-endian][JSON header][zeros to a multiple of 8][sections]`.
 * The header is `[value]` or `[value, lifted]`; each typed array is a section that starts on a multiple of 8 bytes.
 * The rules are in SPEC.md, part F.
 */
import { FigscopeError } from '../util/error.ts';
import { type Lifted, liftOut, putBack } from './lift.ts';
import { typedArrayKind } from './typed-array.ts';

/** Frames above this size are refused on both ends; larger values travel as streams. */
export const maxFrameBytes = 64 * 1024 * 1024;

const prefixBytes = 4;
const textEncoder = new TextEncoder();
const textDecoder = new TextDecoder('utf-8', { fatal: true });
const align8 = (bytes: number): number => Math.ceil(bytes / 8) * 8;

/**
 * Encodes plain data: objects, arrays, strings, numbers (NaN and the infinities too), booleans, null, typed arrays.
 * `undefined` follows JSON: dropped from objects, null in arrays.
 * @returns bytes in a buffer of exactly their size.
 * @throws FigscopeError `internal` for anything else; `protocol-mismatch` above maxFrameBytes.
 */
export function encodeFrame(value: unknown): Uint8Array<ArrayBuffer> {
  const { plain, lifted, sections } = liftOut(value);
  const header = textEncoder.encode(JSON.stringify(lifted.length > 0 ? [plain, lifted] : [plain]));
  const sectionsStart = align8(prefixBytes + header.byteLength);
  const totalBytes = sections.reduce((end, section) => align8(end) + section.byteLength, sectionsStart);
  if (totalBytes > maxFrameBytes) {
    throw new FigscopeError('protocol-mismatch', {
      message: `A message of ${totalBytes} bytes is larger than the ${maxFrameBytes} bytes that one may have.`,
      remedy: 'Ask for less at once.',
      facts: { sizeBytes: totalBytes, limitBytes: maxFrameBytes },
    });
  }
  const frame = new Uint8Array(totalBytes);
  new DataView(frame.buffer).setUint32(0, header.byteLength, true);
  frame.set(header, prefixBytes);
  let offset = sectionsStart;
  for (const section of sections) {
    frame.set(new Uint8Array(section.buffer, section.byteOffset, section.byteLength), offset);
    offset = align8(offset + section.byteLength);
  }
  return frame;
}

/**
 * Decodes one frame. Typed arrays are views of the frame (of an aligned copy when the frame itself is not aligned):
 * copy a small one before keeping it for long, or it keeps the whole frame in memory.
 * @throws FigscopeError `protocol-mismatch` for anything that encodeFrame cannot have written.
 */
export function decodeFrame(received: Uint8Array): unknown {
  if (received.byteLength > maxFrameBytes) throw garbled(`${received.byteLength} bytes are too many`);
  if (received.byteLength < prefixBytes) throw garbled('it is cut off');
  const frame = received.byteOffset % 8 === 0 ? received : new Uint8Array(received);
  const headerBytes = new DataView(frame.buffer, frame.byteOffset).getUint32(0, true);
  if (prefixBytes + headerBytes > frame.byteLength) throw garbled('its header is cut off');
  const header = parseJson(frame.subarray(prefixBytes, prefixBytes + headerBytes));
  if (!Array.isArray(header) || header.length < 1 || header.length > 2)
    throw garbled('its header has another form');
  const root: unknown[] = [header[0]];
  const lifted: unknown = header[1] ?? [];
  if (!Array.isArray(lifted)) throw garbled('its list of sections has another form');
  let offset = align8(prefixBytes + headerBytes);
  for (const entry of lifted) {
    const [path, kind, length] = parseLifted(entry);
    let part: unknown = Number(kind);
    if (length !== undefined) {
      const typedArray = typedArrayKind(kind);
      if (!typedArray) throw garbled(`it holds a ${kind.slice(0, 32)}, which is unknown here`);
      const endOffset = offset + length * typedArray.bytesPerElement;
      if (endOffset > frame.byteLength) throw garbled('a section is cut off');
      part = typedArray.view(frame.buffer, frame.byteOffset + offset, length);
      offset = align8(endOffset);
    }
    if (!putBack(root, path, part)) throw garbled('a section has no place');
  }
  return root[0];
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textDecoder.decode(bytes));
  } catch (error) {
    throw garbled('its header is not JSON', error);
  }
}

function parseLifted(entry: unknown): Lifted {
  if (!Array.isArray(entry)) throw garbled('a section has another form');
  const [path, kind, length]: unknown[] = entry;
  if (!Array.isArray(path) || typeof kind !== 'string') throw garbled('a section has another form');
  if (length === undefined) {
    if (kind !== 'NaN' && kind !== 'Infinity' && kind !== '-Infinity')
      throw garbled('a number has another form');
    return [path, kind];
  }
  if (typeof length !== 'number' || !Number.isSafeInteger(length) || length < 0) {
    throw garbled('a section has no length');
  }
  return [path, kind, length];
}

function garbled(what: string, cause?: unknown): FigscopeError {
  const detail = {
    message: `A message could not be read: ${what}.`,
    remedy: 'Start both sides from the same version of Figscope.',
  };
  return new FigscopeError('protocol-mismatch', detail, { cause });
}
