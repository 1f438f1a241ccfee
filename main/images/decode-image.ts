/** Decoding of any image that Figscope reads, told apart by content. */
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { decodeRaster, decodeSeen } from './decode-raster.ts';
import { decodeDicom } from './dicom/decode-dicom.ts';
import type { ImageHeader } from './header.ts';
import { readHeader } from './inspect-image.ts';
import { checkLimits, type ImageLimits } from './limits.ts';
// Here, because nothing is resized that was not decoded.
import './resize-kernel.ts';

/** The first picture of a file, and what the file said about it. */
export type DecodedImage = Raster & { readonly header: ImageHeader };

export interface DecodeOptions extends ImageLimits {
  /** `exact` (the default): Pillow's samples. `seen`: colour profiles applied, as on a screen. */
  readonly colours?: 'exact' | 'seen';
}

/**
 * Decodes the first picture of a file. DICOM comes windowed to 8 bits, as the object says it is to be shown: there is
 * no other reader to be exact to. Throws as readHeader does, and unsupported with `facts.reason`
 * 'image-too-large' for images beyond the limits, before any pixel is decoded.
 */
export async function decodeImage(bytes: Uint8Array, options: DecodeOptions = {}): Promise<DecodedImage> {
  const header = readHeader(bytes);
  checkLimits(header, options);
  return { ...(await decodeFirst(bytes, header, options)), header };
}

function decodeFirst(bytes: Uint8Array, header: ImageHeader, { colours }: DecodeOptions): Promise<Raster> {
  if (header.format === 'dicom') return decodeDicom(bytes);
  return colours === 'seen' ? decodeSeen(bytes, header) : decodeRaster(bytes, header);
}

/** EXIF orientation that a decoded image still has to be turned by; TIFFs come upright from the decoder. */
export const remainingOrientation = ({ format, orientation }: ImageHeader): number =>
  format === 'tiff' ? 1 : orientation;
