/** From the bytes of a file to what a model sees, and the words that tell a person what was done. */
import { displayRaster } from '#app/ml/preprocess/display.ts';
import { normalise } from '#app/ml/preprocess/normalise.ts';
import { openClipEval, type Preprocessing } from '#app/ml/preprocess/transform.ts';
import { decodeImage, remainingOrientation } from './decode-image.ts';
import type { ImageHeader } from './header.ts';
import type { ImageLimits } from './limits.ts';

/**
 * `exact`: open_clip's transform over Pillow's decoding, to the last bit; DICOM, which Pillow cannot read, is prepared
 * as for display. `display`: as a person sees it (windowed, upright, over white), then the same resize and crop.
 */
export type PrepareMode = 'exact' | 'display';

/** Facts about a file and its preparation, as windows and `--json` show them. */
export interface Recognised {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly bits: number;
  readonly frames: number;
  readonly prepare: string;
}

export interface PreparedImage {
  /** [3, imageSize, imageSize], normalised with the model's mean and std. */
  readonly pixels: Float32Array;
  readonly recognised: Recognised;
}

/** Throws as decodeImage does. */
export async function prepareImage(
  bytes: Uint8Array,
  preprocessing: Preprocessing,
  mode: PrepareMode,
  limits: ImageLimits = {},
): Promise<PreparedImage> {
  const { pixels, recognised } = await prepareUint8(bytes, preprocessing.imageSize, mode, limits);
  return { pixels: normalise(pixels, preprocessing), recognised };
}

export interface PreparedUint8 {
  /** [imageSize, imageSize, 3] */
  readonly pixels: Uint8Array;
  readonly recognised: Recognised;
}

/** As prepareImage, before normalisation: a quarter of the bytes, for caches and for sending to workers. */
export async function prepareUint8(
  bytes: Uint8Array,
  imageSize: number,
  mode: PrepareMode,
  limits: ImageLimits = {},
): Promise<PreparedUint8> {
  const decoded = await decodeImage(bytes, { ...limits, colours: mode === 'exact' ? 'exact' : 'seen' });
  const { header } = decoded;
  const shown = mode === 'exact' ? decoded : displayRaster(decoded, remainingOrientation(header));
  return { pixels: openClipEval(shown, imageSize), recognised: recognise(header, mode) };
}

/** The facts of a file with that header, and what `prepareImage` does to it. */
export function recognise(header: ImageHeader, mode: PrepareMode): Recognised {
  const { format, width, height, bits, frames } = header;
  return { format, width, height, bits, frames, prepare: preparationInWords(header, mode) };
}

function preparationInWords(header: ImageHeader, mode: PrepareMode): string {
  const steps: string[] = [];
  if (header.frames > 1) steps.push(`first of ${header.frames.toLocaleString('en')} pictures`);
  if (mode === 'display' || header.format === 'dicom') steps.push(...displaySteps(header));
  else steps.push(...exactSteps(header));
  steps.push('shortest side resized (bicubic, anti-aliased), centre cropped, RGB');
  return steps.join('; ');
}

function exactSteps({ mode, orientation, format }: ImageHeader): string[] {
  const steps: string[] = [];
  if (mode === 'I;16' || mode === 'I' || mode === 'F') steps.push('grey clipped to 0..255 as open_clip does');
  if (mode === 'RGBA' || mode === 'LA') steps.push('transparency dropped as open_clip does');
  if (orientation !== 1 && format !== 'tiff') steps.push('EXIF orientation ignored as open_clip does');
  return steps;
}

function displaySteps({ mode, orientation, windowInWords }: ImageHeader): string[] {
  const steps: string[] = [];
  if (windowInWords !== undefined) steps.push(windowInWords);
  else if (mode === 'I;16' || mode === 'I' || mode === 'F')
    steps.push('grey windowed from its 0.5 % to its 99.5 % value');
  if (mode === 'RGBA' || mode === 'LA') steps.push('transparency over white');
  if (orientation !== 1) steps.push('turned upright by its EXIF orientation');
  return steps;
}
