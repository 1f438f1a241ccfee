/** RLE Lossless (PS3.5 annex G): a frame as PackBits segments, one per byte of a sample, the high byte first. */
import { FigscopeError } from '#app/util/error.ts';
import { viewOf } from '../header.ts';

const headerBytes = 64;
const maxSegments = 15;

/**
 * Unpacks one frame into the layout of uncompressed little-endian data.
 * @returns [pixels, samplesPerPixel, bytesPerSample], least significant byte first
 */
export function unpackRle(
  frame: Uint8Array,
  pixels: number,
  samplesPerPixel: number,
  bytesPerSample: number,
): Uint8Array {
  const view = viewOf(frame);
  const segments = frame.length >= headerBytes ? view.getUint32(0, true) : 0;
  if (segments !== samplesPerPixel * bytesPerSample || segments > maxSegments) {
    throw damaged(`${segments} segments instead of ${samplesPerPixel * bytesPerSample}`);
  }
  const output = new Uint8Array(pixels * segments);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : frame.length;
    if (start < headerBytes || end < start || end > frame.length)
      throw damaged('segments that lie outside it');
    const sample = Math.floor(segment / bytesPerSample);
    const byte = bytesPerSample - 1 - (segment % bytesPerSample);
    unpackSegment(frame.subarray(start, end), output, sample * bytesPerSample + byte, segments, pixels);
  }
  return output;
}

/** Writes `count` bytes of a PackBits stream to every `stride`-th place of `output` from `offset` on. */
function unpackSegment(
  packed: Uint8Array,
  output: Uint8Array,
  offset: number,
  stride: number,
  count: number,
): void {
  let at = 0;
  let written = 0;
  while (written < count) {
    const control = packed[at++];
    if (control === undefined) throw damaged(`${written} of ${count} bytes of a segment`);
    if (control === 128) continue;
    const isRun = control > 128;
    const length = Math.min(isRun ? 257 - control : control + 1, count - written);
    for (let i = 0; i < length; i++)
      output[offset + (written + i) * stride] = packed[isRun ? at : at + i] ?? 0;
    written += length;
    at += isRun ? 1 : control + 1;
  }
}

const damaged = (what: string): FigscopeError =>
  new FigscopeError('invalid-input', {
    message: `The run-length encoded DICOM frame is damaged: it has ${what}.`,
    remedy: 'Get the file again from where it came.',
  });
