/** What an image file is, from its header alone: nothing is decoded. */
import { readDicomHeader } from './dicom/dicom-header.ts';
import type { ImageHeader } from './header.ts';
import { readRasterHeader } from './read-header.ts';

export interface ImageInspection {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** Bits per sample as stored. */
  readonly bits: number;
  /** Pictures in the file. */
  readonly frames: number;
  /** Pillow's mode, or `other`. */
  readonly mode: string;
}

/**
 * Throws invalid-input for what is no image or breaks off, unsupported for kinds of image that Figscope cannot read.
 */
export function readHeader(bytes: Uint8Array): ImageHeader {
  return readRasterHeader(bytes) ?? readDicomHeader(bytes);
}

/** As readHeader, the facts that people are shown. */
export function inspectImage(bytes: Uint8Array): ImageInspection {
  const { format, width, height, bits, frames, mode } = readHeader(bytes);
  return { format, width, height, bits, frames, mode };
}
