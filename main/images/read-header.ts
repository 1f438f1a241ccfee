/** The header of any image file that Figscope reads. */
import { FigscopeError } from '#app/util/error.ts';
import { detectFormat } from './detect-format.ts';
import type { ImageHeader } from './header.ts';
import { readGifHeader } from './headers/gif.ts';
import { readJpegHeader } from './headers/jpeg.ts';
import { readPngHeader } from './headers/png.ts';
import { readTiffHeader } from './headers/tiff.ts';
import { readWebpHeader } from './headers/webp.ts';

const readers = {
  png: readPngHeader,
  jpeg: readJpegHeader,
  gif: readGifHeader,
  tiff: readTiffHeader,
  webp: readWebpHeader,
} as const;

/**
 * Throws invalid-input when the bytes are no image or end before the image starts, unsupported when they are one that
 * Figscope does not read. DICOM has a reader of its own and answers undefined here.
 */
export function readRasterHeader(bytes: Uint8Array): ImageHeader | undefined {
  const detected = detectFormat(bytes);
  if (detected.kind === 'not-an-image') {
    throw new FigscopeError('invalid-input', {
      message: `This is not an image Figscope can read (${detected.what}).`,
      remedy: 'Use PNG, JPEG, TIFF, WebP, GIF or DICOM.',
    });
  }
  if (detected.kind === 'not-supported') throw unsupportedFormat(detected.what);
  const { format } = detected;
  if (format === 'dicom') return undefined;
  if (format === 'bmp') throw unsupportedFormat('a BMP image');
  if (format === 'heif') throw unsupportedFormat('an AVIF or HEIC image');
  const header = readers[format](bytes);
  if (header !== undefined && header.width > 0 && header.height > 0) return header;
  throw new FigscopeError('invalid-input', {
    message: `This ${format.toUpperCase()} file ends or breaks before the image starts (${bytes.length.toLocaleString('en')} bytes).`,
    remedy: 'Get the file again; it was probably cut off when it was copied.',
  });
}

function unsupportedFormat(what: string): FigscopeError {
  return new FigscopeError('unsupported', {
    message: `This is ${what}, which Figscope does not read.`,
    remedy: 'Export it as PNG or TIFF.',
  });
}
