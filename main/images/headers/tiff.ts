/** TIFF 6.0 and BigTIFF: the first directory, the number of pages, and the orientation inside EXIF blocks. */
import type { PixelMode } from '#app/ml/preprocess/raster.ts';
import { type ImageHeader, viewOf } from '../header.ts';

const tag = {
  width: 256,
  height: 257,
  bitsPerSample: 258,
  compression: 259,
  photometric: 262,
  orientation: 274,
  stripOffsets: 273,
  samplesPerPixel: 277,
  stripByteCounts: 279,
  tileOffsets: 324,
  tileByteCounts: 325,
  extraSamples: 338,
  sampleFormat: 339,
} as const;

const jpegCompression = 7;

/** Directories beyond this many are not counted: a file may link them in a ring. */
const maxPages = 100_000;

export function readTiffHeader(bytes: Uint8Array): ImageHeader | undefined {
  const reader = openTiff(bytes);
  if (reader === undefined) return undefined;
  const first = reader.directory(reader.firstOffset);
  const width = first?.values(tag.width)[0];
  const height = first?.values(tag.height)[0];
  if (first === undefined || width === undefined || height === undefined) return undefined;
  let frames = 1;
  const seen = new Set([reader.firstOffset]);
  for (let next = first.nextOffset; next !== 0 && !seen.has(next) && frames < maxPages; frames++) {
    seen.add(next);
    const directory = reader.directory(next);
    if (directory === undefined) break;
    next = directory.nextOffset;
  }
  const bits = first.values(tag.bitsPerSample)[0] ?? 1;
  const orientation = validOrientation(first.values(tag.orientation)[0]);
  const mode = modeOf(first, bits);
  const pixelsEnd = pixelsEndOf(first);
  return { format: 'tiff', width, height, bits, frames, mode, orientation, pixelsEnd };
}

function pixelsEndOf(directory: TiffDirectory): number {
  let end = 0;
  for (const [offsets, counts] of [
    [tag.stripOffsets, tag.stripByteCounts],
    [tag.tileOffsets, tag.tileByteCounts],
  ] as const) {
    const starts = directory.values(offsets);
    const lengths = directory.values(counts);
    starts.forEach((start, i) => {
      end = Math.max(end, start + (lengths[i] ?? 0));
    });
  }
  return end;
}

function modeOf(directory: TiffDirectory, bits: number): PixelMode | 'other' {
  const photometric = directory.values(tag.photometric)[0] ?? 0;
  const samples = directory.values(tag.samplesPerPixel)[0] ?? 1;
  const sampleFormat = directory.values(tag.sampleFormat)[0] ?? 1;
  if (sampleFormat !== 1 || bits > 16) {
    if (samples !== 1 || photometric !== 1) return 'other';
    if (sampleFormat === 3) return bits === 32 ? 'F' : 'other';
    return bits === 32 ? 'I' : 'other';
  }
  switch (photometric) {
    case 0:
    case 1:
      if (samples === 1) return bits === 1 ? '1' : bits === 16 ? 'I;16' : bits <= 8 ? 'L' : 'other';
      return samples === 2 && bits === 8 ? 'LA' : 'other';
    case 2:
      // Four samples without a word about the fourth are taken for alpha.
      return samples >= 4 && directory.values(tag.extraSamples)[0] !== 0 ? 'RGBA' : 'RGB';
    case 3:
      return 'P';
    case 5:
      return bits === 8 && samples === 4 ? 'CMYK' : 'other';
    case 6:
      // Only inside JPEG compression does the decoder turn YCbCr into RGB.
      return directory.values(tag.compression)[0] === jpegCompression ? 'RGB' : 'other';
    default:
      return 'other';
  }
}

/** The orientation in a TIFF structure, as EXIF blocks are; 1 when it names none. */
export function orientationOfTiff(bytes: Uint8Array): number {
  const reader = openTiff(bytes);
  return validOrientation(reader?.directory(reader.firstOffset)?.values(tag.orientation)[0]);
}

const validOrientation = (value: number | undefined): number =>
  value !== undefined && value >= 1 && value <= 8 ? value : 1;

interface TiffDirectory {
  /** Values of a tag of an integer type, empty when absent. */
  values(wanted: number): number[];
  readonly nextOffset: number;
}

interface TiffReader {
  readonly firstOffset: number;
  directory(offset: number): TiffDirectory | undefined;
}

/** Bytes of one value, by type number, of the integer types. */
const typeBytes: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4, 16: 8 };

function openTiff(bytes: Uint8Array): TiffReader | undefined {
  if (bytes.length < 8) return undefined;
  const view = viewOf(bytes);
  const order = view.getUint16(0);
  if (order !== 0x4949 && order !== 0x4d4d) return undefined;
  const little = order === 0x4949;
  const isBig = view.getUint16(2, little) === 43;
  const wordBytes = isBig ? 8 : 4;
  const inside = (offset: number, length: number): boolean => offset >= 0 && offset + length <= bytes.length;
  const word = (at: number): number =>
    isBig ? Number(view.getBigUint64(at, little)) : view.getUint32(at, little);
  const integer = (at: number, size: number): number =>
    size === 1
      ? view.getUint8(at)
      : size === 2
        ? view.getUint16(at, little)
        : size === 4
          ? view.getUint32(at, little)
          : word(at);

  function directory(offset: number): TiffDirectory | undefined {
    const countBytes = isBig ? 8 : 2;
    if (!inside(offset, countBytes)) return undefined;
    const count = integer(offset, countBytes);
    const entryBytes = 4 + 2 * wordBytes;
    const entries = offset + countBytes;
    const end = entries + count * entryBytes;
    if (!inside(end, 0)) return undefined;
    const values = (wanted: number): number[] => {
      for (let at = entries; at < end; at += entryBytes) {
        if (view.getUint16(at, little) !== wanted) continue;
        const size = typeBytes[view.getUint16(at + 2, little)];
        const length = word(at + 4);
        if (size === undefined) return [];
        const inPlace = at + 4 + wordBytes;
        const start = size * length <= wordBytes ? inPlace : word(inPlace);
        if (!inside(start, size * length)) return [];
        return Array.from({ length }, (_, i) => integer(start + i * size, size));
      }
      return [];
    };
    return { values, nextOffset: inside(end, wordBytes) ? word(end) : 0 };
  }

  if (isBig && bytes.length < 16) return undefined;
  return { firstOffset: isBig ? word(8) : view.getUint32(4, little), directory };
}
