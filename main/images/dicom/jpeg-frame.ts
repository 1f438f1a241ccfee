/** Baseline JPEG frames of DICOM objects, through the ordinary decoder. */
import type { Raster8 } from '#app/ml/preprocess/raster.ts';
import { FigscopeError } from '#app/util/error.ts';
import { decodeRaster } from '../decode-raster.ts';
import { asciiAt } from '../header.ts';
import { isFrameHeader, jpegSegments, readJpegHeader } from '../headers/jpeg.ts';
import type { DicomAttributes } from './attributes.ts';

/** `L` or `RGB`. Throws unsupported for 12-bit samples and for processes other than baseline and extended. */
export async function decodeJpegFrame(frame: Uint8Array, attributes: DicomAttributes): Promise<Raster8> {
  const header = readJpegHeader(frame);
  if (header === undefined) {
    throw new FigscopeError('invalid-input', {
      message: 'The JPEG frame of this DICOM image is damaged.',
      remedy: 'Get the file again from where it came.',
    });
  }
  if (header.bits !== 8 || (header.mode !== 'L' && header.mode !== 'RGB')) {
    throw new FigscopeError('unsupported', {
      message: `This DICOM image is compressed as ${header.bits}-bit ${attributes.syntax.name}, which Figscope does not read.`,
      remedy: 'Convert it to an uncompressed transfer syntax.',
    });
  }
  const raster = await decodeRaster(
    header.mode === 'RGB' ? withColourTransform(frame, attributes) : frame,
    header,
  );
  if (raster.mode === 'L' || raster.mode === 'RGB') return raster;
  throw new FigscopeError('internal', `A JPEG frame was decoded as ${raster.mode}.`);
}

/**
 * JPEG does not say whether three components are RGB or YCbCr; the object does. Without an Adobe marker the decoder
 * would take them for YCbCr, so one is put in.
 */
function withColourTransform(frame: Uint8Array, { photometric }: DicomAttributes): Uint8Array {
  for (const { marker, start } of jpegSegments(frame)) {
    if (marker === 0xee && asciiAt(frame, start, 5) === 'Adobe') return frame;
    if (isFrameHeader(marker)) break;
  }
  const transform = photometric === 'RGB' ? 0 : 1;
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform];
  const marked = new Uint8Array(frame.length + adobe.length);
  marked.set(frame.subarray(0, 2));
  marked.set(adobe, 2);
  marked.set(frame.subarray(2), 2 + adobe.length);
  return marked;
}
