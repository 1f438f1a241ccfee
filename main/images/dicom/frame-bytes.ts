/** The bytes of the first frame of a DICOM image, as its transfer syntax stores them. */
import { FigscopeError } from '#app/util/error.ts';
import dicomParser from 'dicom-parser';
import type { DicomAttributes } from './attributes.ts';

/** Uncompressed: rows x columns x samples. Throws invalid-input when the file ends before. */
export function nativeFrame(attributes: DicomAttributes): Uint8Array {
  const { elements, pixelData } = attributes;
  const wanted = frameBytes(attributes);
  const available = Math.min(pixelData.length, elements.byteArray.length - pixelData.dataOffset);
  if (available < wanted) {
    throw new FigscopeError('invalid-input', {
      message: `DICOM ends after ${available.toLocaleString('en')} of ${wanted.toLocaleString('en')} bytes of its first picture.`,
      remedy: 'Get the file again; it was cut off when it was copied.',
      facts: { haveBytes: available, expectedBytes: wanted },
    });
  }
  const { syntax, bitsAllocated } = attributes;
  const frame = elements.byteArray.subarray(pixelData.dataOffset, pixelData.dataOffset + wanted);
  // Bytes that were written as big-endian words lie in the wrong order two by two.
  const isSwapped = syntax.isBigEndian && bitsAllocated === 8 && pixelData.vr === 'OW';
  return isSwapped ? swappedPairs(elements.byteArray, pixelData.dataOffset, wanted) : frame;
}

function swappedPairs(bytes: Uint8Array, start: number, length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => bytes[start + (i ^ 1)] ?? 0);
}

function frameBytes({ rows, columns, samplesPerPixel, bitsAllocated, photometric }: DicomAttributes): number {
  // Two pixels share their colour: Y1 Y2 Cb Cr.
  if (photometric === 'YBR_FULL_422') return rows * columns * 2;
  return (rows * columns * samplesPerPixel * bitsAllocated) / 8;
}

/** Compressed: the fragments of the first frame, joined. */
export function encapsulatedFrame({ elements, pixelData, frames }: DicomAttributes): Uint8Array {
  const { fragments = [], basicOffsetTable = [] } = pixelData;
  if (fragments.length === 0) {
    throw new FigscopeError('invalid-input', {
      message: 'The DICOM object says it is compressed but holds no compressed picture.',
      remedy: 'Get the file again from where it came.',
    });
  }
  if (frames === 1 || basicOffsetTable.length === 0) {
    // Without a table one frame is all fragments, and several frames have one fragment each.
    const count = frames === 1 ? fragments.length : 1;
    return dicomParser.readEncapsulatedPixelDataFromFragments(elements, pixelData, 0, count);
  }
  return dicomParser.readEncapsulatedImageFrame(elements, pixelData, 0);
}
