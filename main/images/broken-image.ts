/** Says what is wrong with a file that has an image's header but cannot be decoded. */
import { FigscopeError } from '#app/util/error.ts';
import { asciiAt, type ImageHeader, viewOf } from './header.ts';

/** An invalid-input error for `bytes`; `cause` is what the decoder threw. */
export function brokenImage(bytes: Uint8Array, header: ImageHeader, cause?: unknown): FigscopeError {
  const name = header.format.toUpperCase();
  const expected = expectedBytes(bytes, header);
  const have = bytes.length.toLocaleString('en');
  if (expected !== undefined && expected > bytes.length) {
    return new FigscopeError(
      'invalid-input',
      {
        message: `${name} ends after ${have} of ${expected.toLocaleString('en')} bytes.`,
        remedy: 'Get the file again; it was cut off when it was copied.',
        facts: { haveBytes: bytes.length, expectedBytes: expected },
      },
      { cause },
    );
  }
  const isCutOff = endsEarly(bytes, header);
  return new FigscopeError(
    'invalid-input',
    {
      message: isCutOff
        ? `${name} ends after ${have} bytes, before the image is complete.`
        : `This ${name} is damaged: ${reasonOf(cause)}.`,
      remedy: isCutOff
        ? 'Get the file again; it was cut off when it was copied.'
        : 'Get the file again, or save it anew from a program that opens it.',
    },
    { cause },
  );
}

/** Bytes the file should have, where it says so: WebP in its container, PNG in its chunks, TIFF in its strips. */
function expectedBytes(bytes: Uint8Array, header: ImageHeader): number | undefined {
  const view = viewOf(bytes);
  if (header.pixelsEnd !== undefined) return header.pixelsEnd;
  if (header.format === 'webp') return 8 + view.getUint32(4, true);
  if (header.format !== 'png') return undefined;
  for (let at = 8; at + 8 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return end;
    at = end;
  }
  return undefined;
}

/** Whether the mark that ends a file of this format is missing. */
function endsEarly(bytes: Uint8Array, header: ImageHeader): boolean {
  const last = bytes.subarray(Math.max(0, bytes.length - 4096));
  switch (header.format) {
    case 'png':
      return !asciiAt(last, 0, last.length).includes('IEND');
    case 'jpeg':
      return !last.some((byte, i) => byte === 0xff && last[i + 1] === 0xd9);
    case 'gif':
      return bytes.at(-1) !== 0x3b;
    default:
      return false;
  }
}

/** The decoder's own words, without the names of its parts. */
function reasonOf(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const line = message.split('\n').find((part) => part.trim() !== '') ?? 'it cannot be decoded';
  const reason = line
    .trim()
    .replace(/\.$/, '')
    .replace(/^Input buffer has corrupt header: /, '')
    .replace(/^\w*(?:vips|load)\w*: /i, '');
  return plainReasons[reason] ?? reason;
}

/** What decoders say that would not help a person. */
const plainReasons: Readonly<Record<string, string>> = {
  'libpng read error': 'its pixels cannot be unpacked',
  'Input buffer contains unsupported image format': 'its structure cannot be followed',
};
