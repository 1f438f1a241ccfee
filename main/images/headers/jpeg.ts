/** JPEG (ITU-T T.81): the frame header and the EXIF orientation. */
import { asciiAt, type ImageHeader, viewOf } from '../header.ts';
import { orientationOfTiff } from './tiff.ts';

export function readJpegHeader(bytes: Uint8Array): ImageHeader | undefined {
  const view = viewOf(bytes);
  let orientation = 1;
  for (const { marker, start, end } of jpegSegments(bytes)) {
    if (marker === 0xe1 && asciiAt(bytes, start, 6) === 'Exif\0\0') {
      orientation = orientationOfTiff(bytes.subarray(start + 6, end));
    }
    if (!isFrameHeader(marker) || end - start < 6) continue;
    const components = view.getUint8(start + 5);
    const mode = components === 1 ? 'L' : components === 3 ? 'RGB' : components === 4 ? 'CMYK' : undefined;
    if (mode === undefined) return undefined;
    return {
      format: 'jpeg',
      width: view.getUint16(start + 3),
      height: view.getUint16(start + 1),
      bits: view.getUint8(start),
      frames: 1,
      mode,
      orientation,
    };
  }
  return undefined;
}

/** SOF0 to SOF15, without the tables (DHT, JPG, DAC) that share the range. */
export const isFrameHeader = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;

interface JpegSegment {
  readonly marker: number;
  /** Offsets of the contents, after the length. */
  readonly start: number;
  readonly end: number;
}

/** The segments before the first scan. Stops quietly where the file does. */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const view = viewOf(bytes);
  for (let at = 2; at + 4 <= bytes.length; ) {
    if (bytes[at] !== 0xff) return;
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at += 1; // fill byte
      continue;
    }
    if (marker === 0xda || marker === 0xd9) return;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length) return;
    yield { marker, start: at + 4, end };
    at = end;
  }
}
