/**
 * What a person asked an import to leave out: images that are too small, captions that are too short. `readSource` asks
 * about every figure of every reader; readers may ask earlier, so that no image is copied into the corpus for nothing.
 * Licences are judged by the readers, duplicates by the store, which knows the corpus.
 */
import { createHash } from 'node:crypto';
import type { IngestItem } from '#app/domain/figure.ts';
import { imageSize } from './image-facts.ts';
import type { ImportOptions } from './options.ts';
import type { RejectionCode } from './rejections.ts';
import { rejected } from './rejections.ts';

export interface Objection {
  readonly code: RejectionCode;
  /** One plain sentence. */
  readonly message: string;
}

type Limits = Pick<ImportOptions, 'minSidePx' | 'minCaptionWords'>;

/** Why an image is too small; undefined when it is not, or when nobody knows yet (0 x 0: it was not fetched). */
export function sizeObjectionOf(
  { width, height }: { readonly width: number; readonly height: number },
  { minSidePx = 0 }: Limits,
): Objection | undefined {
  const shorterPx = Math.min(width, height);
  if (shorterPx >= minSidePx || shorterPx === 0) return undefined;
  const message = `The image has ${width.toLocaleString('en')} x ${height.toLocaleString('en')} pixels; the shorter side has fewer than the ${minSidePx.toLocaleString('en')} that were asked for.`;
  return { code: 'too-small', message };
}

/** Why a caption is too short; undefined when it is not. */
export function captionObjection(caption: string, { minCaptionWords = 0 }: Limits): Objection | undefined {
  if (minCaptionWords === 0) return undefined;
  const words = caption.match(/\S+/gu)?.length ?? 0;
  if (words >= minCaptionWords) return undefined;
  const message = `The caption has ${words} ${words === 1 ? 'word' : 'words'}, fewer than the ${minCaptionWords} that were asked for.`;
  return { code: 'caption-too-short', message };
}

/** The item itself, or the rejection of a figure that was not asked for. */
export function filtered(item: IngestItem, source: string, limits: Limits): IngestItem {
  if (item.kind !== 'figure') return item;
  const { article, figureId, caption, image } = item.figure;
  const objection = captionObjection(caption, limits) ?? sizeObjectionOf(image, limits);
  if (!objection) return item;
  return rejected(source, `${article.key}/${figureId}`, objection.code, objection.message);
}

/** The options with a blob sink that only hashes what will be rejected for its size. */
export function sparingBlobs(options: ImportOptions): ImportOptions {
  if (!options.minSidePx) return options;
  return {
    ...options,
    blobSink: async (bytes) => {
      const size = imageSize(bytes);
      if (!size || !sizeObjectionOf(size, options)) return options.blobSink(bytes);
      return { sha256: createHash('sha256').update(bytes).digest('hex') };
    },
  };
}
