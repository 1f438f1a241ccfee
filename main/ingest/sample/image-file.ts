/**
 * Encodes a canvas as PNG and writes it to a file that is either complete or absent. Not flushed to the disk: 1,200
 * flushes are most of the time that a slow disk needs, and what a power failure costs can be drawn again.
 */
import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { ImageInfo } from '#app/domain/figure.ts';
import type { Canvas } from './raster/canvas.ts';

export async function writeImage(canvas: Canvas, path: string): Promise<ImageInfo> {
  const { width, height } = canvas;
  const bytes = await encodePng(canvas);
  await writeWhole(path, bytes);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width,
    height,
    format: 'png',
    sizeBytes: bytes.length,
    source: { kind: 'file', path },
  };
}

/** Light compression: grain leaves little to gain, and 1,200 images are made at once. Grey images keep one channel. */
function encodePng({ width, height, pixels }: Canvas): Promise<Buffer> {
  const grey = onlyGrey(pixels);
  const image = sharp(grey ?? pixels, { raw: { width, height, channels: grey ? 1 : 3 } });
  return (grey ? image.toColourspace('b-w') : image)
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();
}

/** The single channel of a picture without colour; undefined where there is colour. */
function onlyGrey(pixels: Uint8ClampedArray): Uint8Array | undefined {
  const grey = new Uint8Array(pixels.length / 3);
  for (let i = 0, at = 0; i < grey.length; i++, at += 3) {
    const level = pixels[at]!;
    if (pixels[at + 1] !== level || pixels[at + 2] !== level) return undefined;
    grey[i] = level;
  }
  return grey;
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, path);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
}
