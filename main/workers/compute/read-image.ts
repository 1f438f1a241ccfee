/** The pixels of a corpus image, wherever its bytes are. */
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageSource } from '#app/domain/figure.ts';
import type { Raster } from '#app/ml/preprocess/raster.ts';
import { decodeImage } from '#main/images/decode-image.ts';

export async function readImage(source: ImageSource, corpusFolder: string): Promise<Raster> {
  return decodeImage(await readImageBytes(source, corpusFolder));
}

export async function readImageBytes(source: ImageSource, corpusFolder: string): Promise<Uint8Array> {
  switch (source.kind) {
    case 'file':
      return readFile(source.path);
    case 'blob':
      return readFile(join(corpusFolder, 'blobs', source.sha256.slice(0, 2), source.sha256));
    case 'tar': {
      await using file = await open(source.path, 'r');
      const bytes = new Uint8Array(source.sizeBytes);
      await file.read(bytes, 0, source.sizeBytes, source.offset);
      return bytes;
    }
  }
}
