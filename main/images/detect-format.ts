/** Which format a file has, from its bytes; names and extensions are never asked. */
import { asciiAt, type ImageFormat } from './header.ts';

export type DetectedFormat =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  /** Something that people take for an image but that Figscope cannot read, in words. */
  | { readonly kind: 'not-supported'; readonly what: string }
  | { readonly kind: 'not-an-image'; readonly what: string };

const image = (format: ImageFormat): DetectedFormat => ({ kind: 'image', format });
const notSupported = (what: string): DetectedFormat => ({ kind: 'not-supported', what });
const notAnImage = (what: string): DetectedFormat => ({ kind: 'not-an-image', what });

export function detectFormat(bytes: Uint8Array): DetectedFormat {
  if (bytes.length === 0) return notAnImage('the file is empty');
  const head = asciiAt(bytes, 0, Math.min(bytes.length, 512));
  // First, because a DICOM file may pass for a TIFF in its preamble.
  if (head.slice(128, 132) === 'DICM') return image('dicom');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return image('png');
  if (head.startsWith('\xff\xd8\xff')) return image('jpeg');
  if (/^GIF8[79]a/.test(head)) return image('gif');
  if (/^(?:II[*+]\0|MM\0[*+])/.test(head)) return image('tiff');
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return image('webp');
  if (head.startsWith('BM') && bytes.length > 26 && head.slice(6, 10) === '\0\0\0\0') return image('bmp');
  if (/^[\s\S]{4}ftyp(?:avif|avis|heic|heix|mif1|msf1)/.test(head)) return image('heif');
  return (
    describeOther(head) ?? (looksLikeBareDicom(bytes) ? image('dicom') : notAnImage(contentInWords(head)))
  );
}

function describeOther(head: string): DetectedFormat | undefined {
  if (head.startsWith('version https://git-lfs'))
    return notAnImage('a Git LFS pointer, not the image itself');
  if (head.startsWith('%PDF')) return notSupported('a PDF document');
  if (head.startsWith('%!PS') || head.startsWith('\xc5\xd0\xd3\xc6')) return notSupported('an EPS drawing');
  if (head.startsWith('\0\0\0\x0cjP  ') || head.startsWith('\xff\x4f\xff\x51'))
    return notSupported('a JPEG 2000 image');
  if (head.startsWith('\xff\x0a') || head.startsWith('\0\0\0\x0cJXL '))
    return notSupported('a JPEG XL image');
  if (head.startsWith('PK\x03\x04')) return notAnImage('a ZIP archive or an Office document');
  if (head.startsWith('\x1f\x8b')) return notAnImage('gzip-compressed data');
  if (/^\s*(?:<!doctype html|<html)/i.test(head)) return notAnImage('a web page');
  if (/^\s*(?:<\?xml[\s\S]*?\?>\s*|<!--[\s\S]*?-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg/i.test(head)) {
    return notSupported('an SVG drawing');
  }
  return undefined;
}

function contentInWords(head: string): string {
  const isText = /^[\t\n\r\x20-\x7e\x80-\xff]*$/.test(head.slice(0, 256));
  return isText ? 'it starts like text' : 'its first bytes belong to no image format';
}

/**
 * DICOM objects without the preamble: they start with an element of group 0002 or 0008 whose length fits in the file.
 */
function looksLikeBareDicom(bytes: Uint8Array): boolean {
  if (bytes.length < 16 || bytes[1] !== 0 || (bytes[0] !== 2 && bytes[0] !== 8) || bytes[3] !== 0)
    return false;
  const representation = asciiAt(bytes, 4, 2);
  if (/^[A-Z]{2}$/.test(representation)) return true;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  return length > 0 && length < Math.min(bytes.length, 2 ** 16);
}
