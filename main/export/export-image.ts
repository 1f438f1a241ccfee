/** The bytes of a figure's image as an export holds them. */
import { createHash } from 'node:crypto';
import type { ImageInfo } from '#app/domain/figure.ts';
import { FigscopeError } from '#app/util/error.ts';
import { readHeader } from '#main/images/inspect-image.ts';
import { readImageBytes } from '#main/images/read-image.ts';
import { displayImage } from '#main/images/thumbnail.ts';

export interface ExportImage {
  readonly bytes: Uint8Array;
  /** Of these bytes, lower-case hex. */
  readonly sha256: string;
  /** What the bytes are: png, jpeg, ... */
  readonly format: string;
  /** The ending of a file with them, without a dot. */
  readonly ending: string;
  readonly width: number;
  readonly height: number;
  /** The format of the corpus's image where it was converted. */
  readonly convertedFrom?: string;
}

/** Formats that Pillow opens, and so everything around it: their bytes stay as they are. */
const endings: Readonly<Record<string, string>> = {
  png: 'png',
  jpeg: 'jpg',
  webp: 'webp',
  gif: 'gif',
  tiff: 'tif',
  bmp: 'bmp',
};

/** Images whose hash in the corpus is not that of their bytes: not fetched yet, or drawn. */
const withoutHash: ReadonlySet<string> = new Set(['remote', 'synthetic']);

/**
 * Reads an image and makes sure that it is the one that was imported. What Pillow does not open (DICOM) becomes a PNG,
 * windowed as it is shown. Throws what readImageBytes and the decoders throw, and invalid-input for other bytes.
 */
export async function exportImage(image: ImageInfo, corpusFolder: string): Promise<ExportImage> {
  const bytes = await readImageBytes(image.source, corpusFolder);
  const sha256 = sha256Of(bytes);
  if (!withoutHash.has(image.source.kind) && sha256 !== image.sha256) {
    throw new FigscopeError('invalid-input', {
      message: 'The image is not the one that was imported: its bytes have changed.',
      remedy: 'Put the original back, or import it again.',
    });
  }
  const { format, width, height } = readHeader(bytes);
  const ending = endings[format];
  if (ending !== undefined) return { bytes, sha256, format, ending, width, height };
  const { bytes: png } = await displayImage(bytes);
  const shown = readHeader(png);
  return {
    bytes: png,
    sha256: sha256Of(png),
    format: 'png',
    ending: 'png',
    width: shown.width,
    height: shown.height,
    convertedFrom: format,
  };
}

const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
