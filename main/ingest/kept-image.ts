/** The image part of a figure record. */
import { createHash } from 'node:crypto';
import type { ImageInfo } from '#app/domain/figure.ts';
import type { SourceFile } from './tree.ts';

/** Hash, size and place of an image whose facts are known. Asks the file to keep the bytes where they must be kept. */
export async function keptImage(
  bytes: Uint8Array,
  facts: { readonly width: number; readonly height: number; readonly format: string },
  file: Pick<SourceFile, 'keep'>,
): Promise<ImageInfo> {
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    width: facts.width,
    height: facts.height,
    format: facts.format,
    sizeBytes: bytes.length,
    source: await file.keep(bytes),
  };
}
