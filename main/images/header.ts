/** What the first bytes of an image file say about it, before anything is decoded. */
import type { PixelMode } from '#app/ml/preprocess/raster.ts';

export type ImageFormat = 'png' | 'jpeg' | 'gif' | 'tiff' | 'webp' | 'bmp' | 'heif' | 'dicom';

export interface ImageHeader {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** Bits per sample as stored. */
  readonly bits: number;
  /** Pictures in the file: pages of a TIFF, frames of an animation or of a DICOM object. */
  readonly frames: number;
  /** The mode in which Pillow opens it; `other` for what Pillow's common modes do not cover (float TIFF, DICOM). */
  readonly mode: PixelMode | 'other';
  /** EXIF orientation 1 to 8; 1 when the file names none. */
  readonly orientation: number;
  /** RGB that transparent pixels of a palette have in the file; decoders give them as black. */
  readonly transparentColour?: readonly [number, number, number];
  /** Where the last of the pixels ends, counted from the start of the file (TIFF). */
  readonly pixelsEnd?: number;
  /** How the file says its grey values are to be shown (DICOM). */
  readonly windowInWords?: string;
}

export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export const asciiAt = (bytes: Uint8Array, offset: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length));
