/** Small pictures for grids, and whole ones for viewers, in formats that browsers show. */
import { displayRaster } from '#app/ml/preprocess/display.ts';
import { isWide } from '#app/ml/preprocess/raster.ts';
import sharp, { type Sharp } from 'sharp';
import { brokenImage } from './broken-image.ts';
import { decodeImage } from './decode-image.ts';
import type { ImageHeader } from './header.ts';
import { readHeader } from './inspect-image.ts';
import { checkLimits, type ImageLimits } from './limits.ts';

export interface EncodedImage {
  readonly bytes: Uint8Array;
  /** Media type. */
  readonly type: string;
}

const webpQuality = 82;

/**
 * The first picture of a file as WebP, upright, neither side longer than `maxSidePx`, never enlarged. Grey of more than
 * 8 bits and DICOM are windowed as for display. Throws as decodeImage does.
 */
export async function thumbnail(
  bytes: Uint8Array,
  maxSidePx: number,
  limits: ImageLimits = {},
): Promise<EncodedImage> {
  const encoded = await encode(bytes, limits, (image) =>
    image
      .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
      .webp({ quality: webpQuality }),
  );
  return { bytes: encoded, type: 'image/webp' };
}

/** The first picture of a file in its full size as PNG, upright and windowed. Throws as decodeImage does. */
export async function displayImage(bytes: Uint8Array, limits: ImageLimits = {}): Promise<EncodedImage> {
  return { bytes: await encode(bytes, limits, (image) => image.png()), type: 'image/png' };
}

async function encode(
  bytes: Uint8Array,
  limits: ImageLimits,
  finish: (image: Sharp) => Sharp,
): Promise<Uint8Array> {
  const header = readHeader(bytes);
  checkLimits(header, limits);
  if (needsWindow(header)) return finish(await shownImage(bytes, limits)).toBuffer();
  // An incomplete TIFF would be filled up with grey.
  if (header.pixelsEnd !== undefined && header.pixelsEnd > bytes.length) throw brokenImage(bytes, header);
  try {
    const image = sharp(bytes, { failOn: 'truncated', limitInputPixels: false, autoOrient: true });
    return await finish(image.toColourspace('srgb')).toBuffer();
  } catch (cause) {
    throw brokenImage(bytes, header, cause);
  }
}

const needsWindow = ({ format, mode }: ImageHeader): boolean =>
  format === 'dicom' || mode === 'other' || mode === 'I;16' || mode === 'I' || mode === 'F';

async function shownImage(bytes: Uint8Array, limits: ImageLimits): Promise<Sharp> {
  const decoded = await decodeImage(bytes, limits);
  const { data, width, height, mode } = isWide(decoded) ? displayRaster(decoded) : decoded;
  return sharp(data, { raw: { width, height, channels: mode === 'L' ? 1 : 3 } });
}
