/** Decoding for training: as much of an image as random crops need, as fast as the decoder can give it. */
import sharp from 'sharp';
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { resize } from '#app/ml/preprocess/resize.ts';
import { decodeImage } from './decode-image.ts';
import { readHeader } from './inspect-image.ts';
import { checkLimits } from './limits.ts';

/**
 * The whole image as RGB with its short side at `shortSidePx`, never enlarged. Eight-bit images are reduced by the
 * decoder itself (JPEGs while they are decoded), in threads of its own; what that changes is far below what a random
 * crop changes. Evaluation and embedding never use this: see prepareImage. Throws as decodeImage does.
 */
export async function reducedImage(bytes: Uint8Array, shortSidePx: number): Promise<Raster> {
  const header = readHeader(bytes);
  if (header.format === 'dicom' || header.bits > 8)
    return reduceExactly(await decodeImage(bytes), shortSidePx);
  checkLimits(header, {});
  const { data, info } = await sharp(bytes, { failOn: 'truncated' })
    .resize({
      width: shortSidePx,
      height: shortSidePx,
      fit: 'outside',
      withoutEnlargement: true,
      kernel: 'cubic',
    })
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return {
    mode: 'RGB',
    width: info.width,
    height: info.height,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function reduceExactly(raster: Raster, shortSidePx: number): Raster {
  const factor = shortSidePx / Math.min(raster.width, raster.height);
  if (factor >= 1) return raster;
  const target = { width: Math.round(raster.width * factor), height: Math.round(raster.height * factor) };
  return resize(raster, { target });
}
