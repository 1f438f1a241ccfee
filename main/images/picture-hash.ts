/**
 * What a picture looks like, as two 64-bit fingerprints that survive another size, another compression and another file
 * format. Two pictures are alike when both fingerprints differ in few bits.
 *
 * - DCT hash: 32 x 32 grey, the 8 x 8 lowest frequencies of its discrete cosine transform without the constant row and
 *   column, each bit whether one is above their median (C. Zauner, "Implementation and Benchmarking of Perceptual Image
 *   Hash Functions", 2010, section 3.2.1).
 * - Gradient hash: 9 x 8 grey, each bit whether a pixel is brighter than the one to its left (N. Krawetz, "Kind of Like
 *   That", 2013, known as dHash).
 */
import sharp, { type Sharp } from 'sharp';
import { displayRaster } from '#app/ml/preprocess/display.ts';
import { isWide } from '#app/ml/preprocess/raster.ts';
import { decodeImage } from './decode-image.ts';
import { readHeader } from './inspect-image.ts';
import { checkLimits } from './limits.ts';

/** [dct high, dct low, gradient high, gradient low], each 32 bits. */
export type PictureHash = readonly [number, number, number, number];

const sidePx = 32;
const frequencies = 8;
/** Below this standard deviation of its grey values (of 255) a picture shows nothing that could be recognised. */
const flatDeviation = 4;

/** The fingerprints of the first picture of a file; undefined for one that is all of one colour. Throws as decodeImage does. */
export async function pictureHash(bytes: Uint8Array): Promise<PictureHash | undefined> {
  const grey = await greySquare(bytes);
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  const variance = grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length;
  if (variance < flatDeviation ** 2) return undefined;
  return [...dctHash(grey), ...gradientHash(grey)];
}

/** [32, 32] grey values 0..255, transparent pixels as white. */
async function greySquare(bytes: Uint8Array): Promise<Float64Array> {
  const header = readHeader(bytes);
  checkLimits(header);
  const { data } = await (await opened(bytes, header))
    .flatten({ background: '#ffffff' })
    .greyscale()
    .resize(sidePx, sidePx, { fit: 'fill', kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Float64Array.from(data);
}

async function opened(bytes: Uint8Array, { format, mode }: ReturnType<typeof readHeader>): Promise<Sharp> {
  const isPlain = format !== 'dicom' && mode !== 'other' && mode !== 'I;16' && mode !== 'I' && mode !== 'F';
  if (isPlain) return sharp(bytes, { failOn: 'none', limitInputPixels: false });
  const decoded = await decodeImage(bytes);
  const { data, width, height, mode: shown } = isWide(decoded) ? displayRaster(decoded) : decoded;
  const channels = shown === 'L' ? 1 : 3;
  return sharp(data, { raw: { width, height, channels } });
}

/** cosines[k * 32 + x] = cos((2x + 1) k pi / 64). */
const cosines = Float64Array.from({ length: (frequencies + 1) * sidePx }, (_, index) =>
  Math.cos(((2 * (index % sidePx) + 1) * Math.floor(index / sidePx) * Math.PI) / (2 * sidePx)),
);

function dctHash(grey: Float64Array): [number, number] {
  // Along rows, frequencies 1..8: [32, 8]; then along columns: [8, 8].
  const rows = new Float64Array(sidePx * frequencies);
  for (let y = 0; y < sidePx; y += 1)
    for (let k = 0; k < frequencies; k += 1) {
      let sum = 0;
      for (let x = 0; x < sidePx; x += 1)
        sum += (grey[y * sidePx + x] ?? 0) * (cosines[(k + 1) * sidePx + x] ?? 0);
      rows[y * frequencies + k] = sum;
    }
  const low = new Float64Array(frequencies * frequencies);
  for (let v = 0; v < frequencies; v += 1)
    for (let k = 0; k < frequencies; k += 1) {
      let sum = 0;
      for (let y = 0; y < sidePx; y += 1)
        sum += (rows[y * frequencies + k] ?? 0) * (cosines[(v + 1) * sidePx + y] ?? 0);
      low[v * frequencies + k] = sum;
    }
  const sorted = low.toSorted();
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  return packed((bit) => (low[bit] ?? 0) > median);
}

function gradientHash(grey: Float64Array): [number, number] {
  // Averages of 4 rows each; columns at nine even places.
  const at = (row: number, column: number): number => {
    const left = (column * (sidePx - 4)) / 8;
    let sum = 0;
    for (let y = 0; y < 4; y += 1)
      for (let x = 0; x < 4; x += 1) sum += grey[(row * 4 + y) * sidePx + Math.round(left) + x] ?? 0;
    return sum;
  };
  return packed((bit) => at(bit >> 3, (bit & 7) + 1) > at(bit >> 3, bit & 7));
}

function packed(isSet: (bit: number) => boolean): [number, number] {
  const words: [number, number] = [0, 0];
  for (let bit = 0; bit < 64; bit += 1)
    if (isSet(bit)) words[bit >> 5] = ((words[bit >> 5] ?? 0) | (1 << (bit & 31))) >>> 0;
  return words;
}
