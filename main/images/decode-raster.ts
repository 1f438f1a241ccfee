/**
 * Decoding through sharp so that every sample equals Pillow's. sharp converts to sRGB, applies profiles and adds
 * channels unless told otherwise, so each mode has a call of its own.
 */
import { orient } from '#app/ml/preprocess/orient.ts';
import { channelsOf, type PixelMode, type Raster, type Raster8 } from '#app/ml/preprocess/raster.ts';
import { FigscopeError } from '#app/util/error.ts';
import sharp, { type Sharp } from 'sharp';
import { brokenImage } from './broken-image.ts';
import type { ImageHeader } from './header.ts';

/**
 * The first picture of a file with that header, with Pillow's samples: TIFFs are turned as their orientation says,
 * other formats are not. Throws invalid-input when the bytes are broken.
 */
export async function decodeRaster(bytes: Uint8Array, header: ImageHeader): Promise<Raster> {
  const raster = await decodeSamples(bytes, header);
  return header.format === 'tiff' ? orient(raster, header.orientation) : raster;
}

/** As decodeRaster, with the colours a person would see: profiles applied, CMYK as printed. */
export async function decodeSeen(bytes: Uint8Array, header: ImageHeader): Promise<Raster> {
  const { mode } = header;
  // Nothing to apply a profile to; `other` is refused there.
  if (mode === 'I;16' || mode === 'I' || mode === 'F' || mode === '1' || mode === 'other') {
    return decodeRaster(bytes, header);
  }
  try {
    const { data, info } = await sharp(bytes, { failOn: 'truncated', limitInputPixels: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    const samples = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const raster = {
      mode: channels === 4 ? 'RGBA' : channels === 3 ? 'RGB' : 'L',
      width,
      height,
      data: samples,
    } as const;
    return header.format === 'tiff' ? orient(raster, header.orientation) : raster;
  } catch (cause) {
    throw brokenImage(bytes, header, cause);
  }
}

async function decodeSamples(bytes: Uint8Array, header: ImageHeader): Promise<Raster> {
  const { mode } = header;
  if (mode === 'other') {
    throw new FigscopeError('unsupported', {
      message: `This ${header.format.toUpperCase()} stores samples in a way Figscope does not read.`,
      remedy: 'Export it as 8-bit or 16-bit PNG or TIFF.',
    });
  }
  // The decoder would fill what is missing with grey and say nothing.
  if (header.pixelsEnd !== undefined && header.pixelsEnd > bytes.length) throw brokenImage(bytes, header);
  try {
    switch (mode) {
      case 'I;16':
        return await decode16(bytes);
      case 'I':
      case 'F':
        return await decode32(bytes, mode);
      default:
        return await decode8(bytes, mode, header);
    }
  } catch (cause) {
    throw brokenImage(bytes, header, cause);
  }
}

/** Profiles are ignored as Pillow ignores them; size limits were checked from the header. */
const open = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { failOn: 'truncated', limitInputPixels: false, ignoreIcc: true });

async function decode16(bytes: Uint8Array): Promise<Raster> {
  const { data, info } = await open(bytes)
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  const { width, height, channels } = info;
  return {
    mode: 'I;16',
    width,
    height,
    data: channels === 1 ? samples : samples.filter((_, i) => i % channels === 0),
  };
}

async function decode32(bytes: Uint8Array, mode: 'I' | 'F'): Promise<Raster> {
  const { data, info } = await open(bytes)
    .toColourspace('b-w')
    .raw({ depth: mode === 'I' ? 'int' : 'float' })
    .toBuffer({ resolveWithObject: true });
  const samples = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  const { width, height } = info;
  return { mode, width, height, data: mode === 'I' ? new Int32Array(samples) : new Float32Array(samples) };
}

async function decode8(bytes: Uint8Array, mode: Raster8['mode'], header: ImageHeader): Promise<Raster8> {
  const { data, info } = await inColourspace(open(bytes), mode).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const wanted = channelsOf(mode);
  const samples = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (header.transparentColour) paintTransparent(samples, channels, header.transparentColour);
  return { mode, width, height, data: channels === wanted ? samples : pickChannels(samples, channels, mode) };
}

function inColourspace(image: Sharp, mode: PixelMode): Sharp {
  switch (mode) {
    case '1':
    case 'L':
      return image.toColourspace('b-w');
    case 'CMYK':
      return image.pipelineColourspace('cmyk').toColourspace('cmyk');
    default:
      return image;
  }
}

/** Gives transparent pixels the colour that the palette holds for them, which Pillow uses. */
function paintTransparent(samples: Uint8Array, channels: number, colour: readonly number[]): void {
  if (channels !== 4) return;
  for (let at = 0; at < samples.length; at += 4) if (samples[at + 3] === 0) samples.set(colour, at);
}

/** Drops what sharp adds: alpha from a transparent colour, three equal channels for grey. */
function pickChannels(samples: Uint8Array, channels: number, mode: Raster8['mode']): Uint8Array {
  const wanted = channelsOf(mode);
  const pixels = samples.length / channels;
  const picked = new Uint8Array(pixels * wanted);
  // Grey with alpha comes as four channels of which three are equal.
  const from = mode === 'LA' ? [0, channels - 1] : Array.from({ length: wanted }, (_, i) => i);
  // An image with alpha that is stored without it (a palette of opaque colours) is opaque.
  const lacksAlpha = mode === 'RGBA' && channels === 3;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let i = 0; i < wanted; i++) {
      picked[pixel * wanted + i] = lacksAlpha && i === 3 ? 255 : samples[pixel * channels + from[i]]!;
    }
  }
  return picked;
}
