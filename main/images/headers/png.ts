/** PNG (ISO/IEC 15948): the header chunk, and the few others that matter. */
import type { PixelMode } from '#app/ml/preprocess/raster.ts';
import { asciiAt, type ImageHeader, viewOf } from '../header.ts';
import { orientationOfTiff } from './tiff.ts';

const signatureBytes = 8;

export function readPngHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 33 || asciiAt(bytes, 12, 4) !== 'IHDR') return undefined;
  const view = viewOf(bytes);
  const bits = view.getUint8(24);
  const mode = modeOf(view.getUint8(25), bits);
  if (mode === undefined) return undefined;
  let orientation = 1;
  let frames = 1;
  for (const chunk of pngChunks(bytes)) {
    if (chunk.type === 'eXIf') orientation = orientationOfTiff(bytes.subarray(chunk.start, chunk.end));
    if (chunk.type === 'acTL') frames = view.getUint32(chunk.start);
    if (chunk.type === 'IDAT') break;
  }
  return {
    format: 'png',
    width: view.getUint32(16),
    height: view.getUint32(20),
    bits,
    frames,
    mode,
    orientation,
  };
}

/** Pillow's mode for a colour type and bit depth; a transparent colour (tRNS) does not change it. */
function modeOf(colourType: number, bits: number): PixelMode | undefined {
  switch (colourType) {
    case 0:
      return bits === 1 ? '1' : bits === 16 ? 'I;16' : 'L';
    case 2:
      return 'RGB';
    case 3:
      return 'P';
    case 4:
      return bits === 16 ? 'RGBA' : 'LA';
    case 6:
      return 'RGBA';
    default:
      return undefined;
  }
}

interface PngChunk {
  readonly type: string;
  /** Offsets of the chunk's data. */
  readonly start: number;
  readonly end: number;
}

function* pngChunks(bytes: Uint8Array): Generator<PngChunk> {
  const view = viewOf(bytes);
  for (let at = signatureBytes; at + 12 <= bytes.length; ) {
    const start = at + 8;
    const end = start + view.getUint32(at);
    if (end > bytes.length) return;
    yield { type: asciiAt(bytes, at + 4, 4), start, end };
    at = end + 4;
  }
}
