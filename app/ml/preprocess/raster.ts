/** Decoded images with the pixel layouts that Pillow knows, because each of them is resized by rules of its own. */

/**
 * Pillow's names. `1` bilevel (samples 0 and 255), `L` grey, `P` palette, `I;16` 16-bit grey, `I` 32-bit integer grey,
 * `F` float grey; `A` is alpha.
 */
export type PixelMode = '1' | 'L' | 'LA' | 'P' | 'RGB' | 'RGBA' | 'CMYK' | 'I;16' | 'I' | 'F';

export interface Raster8 {
  readonly mode: Exclude<PixelMode, 'I;16' | 'I' | 'F'>;
  readonly width: number;
  readonly height: number;
  /** [height, width, channelsOf(mode)]; for `P` the colours of the palette, not the indices. */
  readonly data: Uint8Array;
}

export interface Raster16 {
  readonly mode: 'I;16';
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly data: Uint16Array;
}

/** 32-bit grey, as scientific TIFFs and DICOM objects have it. */
export interface Raster32 {
  readonly mode: 'I' | 'F';
  readonly width: number;
  readonly height: number;
  /** [height, width] */
  readonly data: Int32Array | Float32Array;
}

export type Raster = Raster8 | Raster16 | Raster32;
/** One channel of more than 8 bits: needs a window before a person can see it. */
export type WideRaster = Raster16 | Raster32;

export const isWide = (raster: Raster): raster is WideRaster =>
  raster.mode === 'I;16' || raster.mode === 'I' || raster.mode === 'F';

const channelCounts: Readonly<Record<PixelMode, number>> = {
  '1': 1,
  L: 1,
  LA: 2,
  P: 3,
  RGB: 3,
  RGBA: 4,
  CMYK: 4,
  'I;16': 1,
  I: 1,
  F: 1,
};

/** Samples per pixel. `P` has 3: its data are colours. */
export const channelsOf = (mode: PixelMode): number => channelCounts[mode];

/** A rectangle of whole pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export const wholeOf = ({ width, height }: Size): Box => ({ left: 0, top: 0, width, height });
