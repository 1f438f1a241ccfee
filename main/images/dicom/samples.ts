/** From the bytes of an uncompressed frame to numbers. */
import type { DicomAttributes } from './attributes.ts';

export type Samples = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

/**
 * [rows, columns, samplesPerPixel] stored values: bits above `bitsStored` (old overlays, padding) are cut off, the sign
 * is extended.
 */
export function samplesOf(bytes: Uint8Array, attributes: DicomAttributes, isBigEndian: boolean): Samples {
  const { bitsAllocated, bitsStored, isSigned } = attributes;
  const count = (bytes.length * 8) / bitsAllocated;
  const samples = allocate(bitsAllocated, isSigned, count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unused = bitsAllocated - bitsStored;
  for (let i = 0; i < count; i++) {
    const value =
      bitsAllocated === 8
        ? view.getUint8(i)
        : bitsAllocated === 16
          ? view.getUint16(2 * i, !isBigEndian)
          : view.getUint32(4 * i, !isBigEndian);
    samples[i] = unused <= 0 ? value : cutTo(value, 32 - bitsStored, isSigned);
  }
  return attributes.isPlanar ? interleaved(samples, attributes) : samples;
}

/** The lowest 32 - `shift` bits of a value. */
const cutTo = (value: number, shift: number, isSigned: boolean): number =>
  isSigned ? (value << shift) >> shift : (value << shift) >>> shift;

function allocate(bits: 8 | 16 | 32, isSigned: boolean, count: number): Samples {
  switch (bits) {
    case 8:
      return isSigned ? new Int8Array(count) : new Uint8Array(count);
    case 16:
      return isSigned ? new Int16Array(count) : new Uint16Array(count);
    case 32:
      return isSigned ? new Int32Array(count) : new Uint32Array(count);
  }
}

/** Planes of one colour each to pixels of all colours. */
function interleaved(samples: Samples, { samplesPerPixel }: DicomAttributes): Samples {
  if (samplesPerPixel === 1) return samples;
  const pixels = samples.length / samplesPerPixel;
  const output = samples.slice();
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < samplesPerPixel; i++)
      output[pixel * samplesPerPixel + i] = samples[i * pixels + pixel];
  }
  return output;
}
