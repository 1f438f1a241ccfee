/** What an encoded image is, checked by decoding it. */
import type { RejectionCode } from './rejections.ts';
import sharp from 'sharp';

export type ImageFacts =
  | { readonly ok: true; readonly width: number; readonly height: number; readonly format: string }
  | { readonly ok: false; readonly code: RejectionCode; readonly message: string };

/** Larger pictures are refused before decoding. */
export const maxImagePixels = 1_000_000_000;
/** Side of the picture that the check decodes to: enough to read every row, cheap to hold. */
const checkSide = 64;

/** Width, height and format from the header alone; undefined when it is no image. */
export async function imageSize(bytes: Uint8Array): Promise<{ width: number; height: number } | undefined> {
  try {
    const { width, height } = await sharp(bytes, { limitInputPixels: false }).metadata();
    return width && height ? { width, height } : undefined;
  } catch {
    return undefined;
  }
}

/** Facts of an image that decodes to its last row; otherwise why it is no usable image. */
export async function imageFacts(bytes: Uint8Array): Promise<ImageFacts> {
  const early = recognise(bytes);
  if (early) return early;
  try {
    const image = sharp(bytes, { failOn: 'truncated', limitInputPixels: maxImagePixels });
    const { width, height, format } = await image.metadata();
    if (!width || !height) return undecodable('it has no size');
    if (format === 'svg' || format === 'pdf')
      return unsupported(`${format.toUpperCase()} is a drawing, not an image`);
    if (width * height > maxImagePixels) return tooLarge(width, height);
    await image.resize(checkSide, checkSide, { fit: 'fill', kernel: 'nearest' }).raw().toBuffer();
    return { ok: true, width, height, format };
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    if (/pixel limit/i.test(reason)) return tooLarge(undefined, undefined);
    if (/unsupported image format/i.test(reason))
      return undecodable('it is not an image that Figscope knows');
    return undecodable(reason.replace(/\.$/, ''));
  }
}

/** Files that are plainly something else get a better sentence than a decoder's. */
function recognise(bytes: Uint8Array): ImageFacts | undefined {
  if (bytes.length === 0) return undecodable('the file is empty');
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 512)).toString('latin1');
  if (head.startsWith('version https://git-lfs')) {
    return undecodable('the file is a Git LFS pointer, not the image itself');
  }
  if (head.startsWith('%PDF')) return unsupported('PDF is a document, not an image');
  if (head.startsWith('%!PS') || head.startsWith('\u00c5\u00d0\u00d3\u00c6')) {
    return unsupported('EPS is a drawing, not an image');
  }
  if (/^\s*(?:<!doctype html|<html)/i.test(head)) return undecodable('the file is a web page, not an image');
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)?(?:<!DOCTYPE svg[^>]*>\s*)?<svg/i.test(head)) {
    return unsupported('SVG is a drawing, not an image');
  }
  return undefined;
}

function undecodable(reason: string): ImageFacts {
  return { ok: false, code: 'image-undecodable', message: `The image cannot be decoded: ${reason}.` };
}

function unsupported(reason: string): ImageFacts {
  return { ok: false, code: 'image-unsupported', message: `${reason}; export it as PNG or TIFF.` };
}

function tooLarge(width: number | undefined, height: number | undefined): ImageFacts {
  const size = width && height ? `${width} x ${height} pixels` : 'the picture';
  return {
    ok: false,
    code: 'image-too-large',
    message: `${size} is more than the limit of ${maxImagePixels} pixels.`,
  };
}
