/** An image file of a source: read, decoded to its end and kept, or why it is no usable image. */
import type { ImageInfo } from '#app/domain/figure.ts';
import { imageFacts, imageSize } from './image-facts.ts';
import { keptImage } from './kept-image.ts';
import { readingMemory } from './memory-gate.ts';
import { reasonOf } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';
import type { SourceFile } from './tree.ts';

/** What is asked of a file: it may be one that is in no folder. */
export type ImageFile = Pick<SourceFile, 'name' | 'sizeBytes' | 'read' | 'keep'>;

export type ReadImage = { readonly ok: true; readonly image: ImageInfo } | ImageFailure;

export interface ImageFailure {
  readonly ok: false;
  readonly code: RejectionCode;
  readonly message: string;
}

const maxImageBytes = 1024 * 1024 * 1024;

/** Reads a file when memory has room for it. Only what the file's own `keep` throws is thrown. */
export function readImageFile(file: ImageFile): Promise<ReadImage> {
  return withBytes(file, async (bytes) => {
    const facts = await imageFacts(bytes);
    if (!facts.ok) return { ...facts, message: `${file.name}: ${facts.message}` };
    return { ok: true, image: await keptImage(bytes, facts, file) };
  });
}

/** Its number of pixels by its header; 0 when it has none that can be read. */
export function pixelsOf(file: ImageFile): Promise<number> {
  return withBytes(file, (bytes) => {
    const size = imageSize(bytes);
    return Promise.resolve(size ? size.width * size.height : 0);
  }).then((pixels) => (typeof pixels === 'number' ? pixels : 0));
}

async function withBytes<T>(
  file: ImageFile,
  work: (bytes: Uint8Array) => Promise<T>,
): Promise<T | ImageFailure> {
  if (file.sizeBytes > maxImageBytes)
    return { ok: false, code: 'image-too-large', message: `${file.name} is larger than 1 GiB.` };
  return readingMemory.run(file.sizeBytes, async () => {
    let bytes: Uint8Array;
    try {
      bytes = await file.read();
    } catch (error) {
      const message = `${file.name} could not be read: ${reasonOf(error)}.`;
      return { ok: false, code: 'unreadable', message };
    }
    return work(bytes);
  });
}
