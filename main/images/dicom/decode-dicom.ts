/** DICOM images (PS3.3 C.7.6.3, PS3.5): the first frame of uncompressed, RLE and baseline JPEG objects. */
import { isWide, type Raster8, type Raster32, type WideRaster } from '#app/ml/preprocess/raster.ts';
import { applyWindow, type GreyWindow, percentileWindow } from '#app/ml/preprocess/window.ts';
import { FigscopeError } from '#app/util/error.ts';
import { type DicomAttributes, dicomAttributes, greyWindowOf } from './attributes.ts';
import { rgbOf, rgbOfYbr, rgbOfYbr422 } from './colour.ts';
import { encapsulatedFrame, nativeFrame } from './frame-bytes.ts';
import { decodeJpegFrame } from './jpeg-frame.ts';
import { rgbOfPalette } from './palette.ts';
import { unpackRle } from './rle.ts';
import { type Samples, samplesOf } from './samples.ts';

/**
 * 8 bits, mode `L` or `RGB`: grey through the window that the object names, else from its 0.5th to its 99.5th
 * percentile, else (8 bits without a window) as stored; MONOCHROME1 inverted.
 * Throws unsupported, naming the compression in words, for transfer syntaxes that are not read.
 */
export async function decodeDicom(bytes: Uint8Array): Promise<Raster8> {
  const attributes = dicomAttributes(bytes);
  const { syntax } = attributes;
  if (syntax.pixels === 'none') {
    throw new FigscopeError('unsupported', {
      message: `This DICOM image is compressed as ${syntax.name}, which Figscope does not read.`,
      remedy: 'Convert it to an uncompressed transfer syntax, for example with dcmtk or gdcmconv.',
      facts: { transferSyntax: syntax.name },
    });
  }
  const frame = await decodeFrame(attributes);
  return isWide(frame) ? shown(frame, attributes) : frame;
}

async function decodeFrame(attributes: DicomAttributes): Promise<Raster8 | Raster32> {
  const { syntax, rows, columns, samplesPerPixel, bitsAllocated } = attributes;
  if (syntax.pixels === 'jpeg') {
    const frame = await decodeJpegFrame(encapsulatedFrame(attributes), attributes);
    return frame.mode === 'L' ? greyRaster(frame.data, attributes, frame) : frame;
  }
  const isRle = syntax.pixels === 'rle';
  const bytes = isRle
    ? unpackRle(encapsulatedFrame(attributes), rows * columns, samplesPerPixel, bitsAllocated / 8)
    : nativeFrame(attributes);
  // RLE planes are put together pixel by pixel, and its samples low byte first, whatever the object says.
  const layout = isRle ? { ...attributes, isPlanar: false } : attributes;
  return toRaster(samplesOf(bytes, layout, !isRle && syntax.isBigEndian), attributes);
}

function toRaster(samples: Samples, attributes: DicomAttributes): Raster8 | Raster32 {
  const { photometric, bitsStored, columns: width, rows: height, syntax } = attributes;
  switch (photometric) {
    case 'MONOCHROME1':
    case 'MONOCHROME2':
      return greyRaster(samples, attributes, { width, height });
    case 'RGB':
      return { mode: 'RGB', width, height, data: rgbOf(samples, bitsStored) };
    case 'PALETTE COLOR':
      return { mode: 'RGB', width, height, data: rgbOfPalette(samples, attributes) };
    case 'YBR_FULL':
      return { mode: 'RGB', width, height, data: rgbOfYbr(samples) };
    case 'YBR_FULL_422': {
      const isHalved = syntax.pixels === 'native';
      return { mode: 'RGB', width, height, data: isHalved ? rgbOfYbr422(samples) : rgbOfYbr(samples) };
    }
    default:
      throw new FigscopeError('unsupported', {
        message: `This DICOM image has the colour space ${photometric}, which Figscope does not read.`,
        remedy: 'Convert it to RGB or MONOCHROME2.',
      });
  }
}

/** Grey in values of the modality (Hounsfield units, ...). */
function greyRaster(
  samples: Samples,
  { slope, intercept }: DicomAttributes,
  { width, height }: { width: number; height: number },
): Raster32 {
  return {
    mode: 'F',
    width,
    height,
    data: Float32Array.from(samples, (sample) => sample * slope + intercept),
  };
}

function shown(raster: WideRaster, attributes: DicomAttributes): Raster8 {
  const window = greyWindowOf(attributes);
  if (window !== undefined) return applyWindow(raster, window);
  const { black, white } = attributes.bitsStored <= 8 ? storedRange(attributes) : percentileWindow(raster);
  const isInverted = attributes.photometric === 'MONOCHROME1';
  return applyWindow(raster, isInverted ? { black: white, white: black } : { black, white });
}

/** All that the stored bits can say, in values of the modality. */
function storedRange({ bitsStored, isSigned, slope, intercept }: DicomAttributes): GreyWindow {
  const least = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const greatest = least + 2 ** bitsStored - 1;
  return { black: least * slope + intercept, white: greatest * slope + intercept };
}
