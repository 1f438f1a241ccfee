/** Pictures for people: thumbnails for grids, whole images for browsers that do not know the format. */
import sharp, { type Sharp } from 'sharp';
import { displayRaster } from '#app/ml/preprocess/display.ts';
import { channelsOf } from '#app/ml/preprocess/raster.ts';
import { decodeImage, remainingOrientation } from './decode-image.ts';
import { readHeader } from './inspect-image.ts';

export interface EncodedImage {
  readonly bytes: Uint8Array;
  /** MIME type. */
  readonly type: 'image/webp' | 'image/png';
}

const thumbnailQuality = 80;

/** WebP no wider and no higher than `maxSidePx`, never enlarged; shown as `display` preparation shows it. */
export async function thumbnail(bytes: Uint8Array, maxSidePx: number): Promise<EncodedImage> {
  const picture = isPlain(bytes) ? sharp(bytes).autoOrient() : await shown(bytes);
  const encoded = await picture
    .resize({ width: maxSidePx, height: maxSidePx, fit: 'inside', withoutEnlargement: true })
    .webp({ quality: thumbnailQuality })
    .toBuffer();
  return { bytes: encoded, type: 'image/webp' };
}

/** The whole image as PNG, upright and windowed. */
export async function displayImage(bytes: Uint8Array): Promise<EncodedImage> {
  const picture = isPlain(bytes) ? sharp(bytes).autoOrient() : await shown(bytes);
  return { bytes: await picture.png({ compressionLevel: 3 }).toBuffer(), type: 'image/png' };
}

/** Eight-bit pictures go through sharp alone, which shrinks while it decodes. */
function isPlain(bytes: Uint8Array): boolean {
  const { format, bits } = readHeader(bytes);
  return format !== 'dicom' && bits <= 8;
}

async function shown(bytes: Uint8Array): Promise<Sharp> {
  const decoded = await decodeImage(bytes, { colours: 'seen' });
  const { mode, width, height, data } = displayRaster(decoded, remainingOrientation(decoded.header));
  return sharp(data, { raw: { width, height, channels: channelsOf(mode) === 1 ? 1 : 3 } });
}
