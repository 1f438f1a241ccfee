/** What an encoded image is, checked by decoding it. */
import sharp from 'sharp';
import { FigscopeError } from '#app/util/error.ts';
import { brokenImage } from '#main/images/broken-image.ts';
import { decodeImage } from '#main/images/decode-image.ts';
import type { ImageHeader } from '#main/images/header.ts';
import { readHeader } from '#main/images/inspect-image.ts';
import { checkLimits } from '#main/images/limits.ts';
import { reasonOf } from './rejections.ts';
import type { RejectionCode } from './rejections.ts';

export type ImageFacts =
  | { readonly ok: true; readonly width: number; readonly height: number; readonly format: string }
  | { readonly ok: false; readonly code: RejectionCode; readonly message: string };

/** Side of the picture that the check decodes to: every byte is read, little memory is held. */
const checkSidePx = 64;

/** Width and height from the header alone; undefined when it is no image that Figscope reads. */
export function imageSize(
  bytes: Uint8Array,
): { readonly width: number; readonly height: number } | undefined {
  try {
    return readHeader(bytes);
  } catch {
    return undefined;
  }
}

/** Facts of an image that decodes to its last row; otherwise why it is no usable image. */
export async function imageFacts(bytes: Uint8Array): Promise<ImageFacts> {
  try {
    const header = readHeader(bytes);
    checkLimits(header);
    await checkDecodes(bytes, header);
    return { ok: true, width: header.width, height: header.height, format: header.format };
  } catch (error) {
    return { ok: false, code: rejectionCode(error), message: messageOf(error) };
  }
}

/**
 * Formats that sharp decodes are decoded shrunk, which costs a fraction of keeping every sample and finds the same
 * damage. The others, and what sharp might show but Figscope does not read, go the way they go everywhere.
 */
async function checkDecodes(bytes: Uint8Array, header: ImageHeader): Promise<void> {
  if (header.format === 'dicom' || header.mode === 'other') {
    await decodeImage(bytes);
    return;
  }
  try {
    await sharp(bytes, { failOn: 'truncated', limitInputPixels: false })
      .resize(checkSidePx, checkSidePx, { fit: 'fill', kernel: 'nearest' })
      .raw()
      .toBuffer();
  } catch (cause) {
    throw brokenImage(bytes, header, cause);
  }
}

function rejectionCode(error: unknown): RejectionCode {
  if (!(error instanceof FigscopeError) || error.code !== 'unsupported') return 'image-undecodable';
  return error.facts?.['reason'] === 'image-too-large' ? 'image-too-large' : 'image-unsupported';
}

function messageOf(error: unknown): string {
  return error instanceof FigscopeError ? error.message : `The image cannot be decoded: ${reasonOf(error)}.`;
}
