/** WebP (RIFF container): size, alpha and the number of frames. */
import { asciiAt, type ImageHeader, viewOf } from '../header.ts';
import { orientationOfTiff } from './tiff.ts';

const containerBytes = 12;

export function readWebpHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (bytes.length < 30) return undefined;
  const view = viewOf(bytes);
  let size: { width: number; height: number; hasAlpha: boolean } | undefined;
  let frames = 0;
  let orientation = 1;
  for (let at = containerBytes; at + 8 <= bytes.length; ) {
    const start = at + 8;
    const length = view.getUint32(at + 4, true);
    const kind = asciiAt(bytes, at, 4);
    const isWhole = (needed: number): boolean => start + needed <= bytes.length;
    if (kind === 'VP8X' && isWhole(10)) {
      size = {
        width: 1 + uint24(view, start + 4),
        height: 1 + uint24(view, start + 7),
        hasAlpha: (bytes[start] & 0x10) !== 0,
      };
    } else if (kind === 'VP8 ' && isWhole(10)) {
      size ??= {
        width: view.getUint16(start + 6, true) & 0x3fff,
        height: view.getUint16(start + 8, true) & 0x3fff,
        hasAlpha: false,
      };
    } else if (kind === 'VP8L' && isWhole(5)) {
      const packed = view.getUint32(start + 1, true);
      size ??= {
        width: 1 + (packed & 0x3fff),
        height: 1 + ((packed >>> 14) & 0x3fff),
        hasAlpha: ((packed >>> 28) & 1) === 1,
      };
    } else if (kind === 'ANMF') {
      frames++;
    } else if (kind === 'EXIF') {
      const exif = asciiAt(bytes, start, 6) === 'Exif\0\0' ? start + 6 : start;
      orientation = orientationOfTiff(bytes.subarray(exif, start + length));
    }
    at = start + length + (length % 2);
  }
  if (size === undefined) return undefined;
  const { width, height, hasAlpha } = size;
  const mode = hasAlpha ? 'RGBA' : 'RGB';
  return { format: 'webp', width, height, bits: 8, frames: Math.max(1, frames), mode, orientation };
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16);
