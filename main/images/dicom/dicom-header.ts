/** What a DICOM object says about its image. */
import type { ImageHeader } from '../header.ts';
import { type DicomAttributes, dicomAttributes } from './attributes.ts';

/** Throws invalid-input when the object is damaged or holds no image. */
export function readDicomHeader(bytes: Uint8Array): ImageHeader {
  const attributes = dicomAttributes(bytes);
  const { rows, columns, bitsStored, frames, samplesPerPixel, photometric } = attributes;
  const isGrey = photometric.startsWith('MONOCHROME');
  return {
    format: 'dicom',
    width: columns,
    height: rows,
    bits: bitsStored,
    frames,
    mode: samplesPerPixel === 3 || !isGrey ? 'RGB' : 'L',
    orientation: 1,
    ...(isGrey ? { windowInWords: windowInWords(attributes) } : {}),
  };
}

function windowInWords({ window, bitsStored }: DicomAttributes): string {
  const inWords = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
  if (window !== undefined) {
    return `grey window ${inWords(window.width)} around ${inWords(window.center)}, as the file says`;
  }
  return bitsStored > 8 ? 'grey windowed from its 0.5 % to its 99.5 % value' : 'grey as stored';
}
