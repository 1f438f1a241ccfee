/**
 * UTF-8 decoding of a string of bytes (one character per byte), strict, with two well-known variants admitted: surrogate
 * pairs written as two three-byte sequences (CESU-8) and U+0000 written as C0 80 (Java).
 */

/** The text, or undefined when the bytes are not UTF-8. */
export function decodeUtf8Bytes(bytes: string): string | undefined {
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes.charCodeAt(at);
    if (lead < 0x80) {
      text += bytes[at++];
      continue;
    }
    if (lead === 0xc0 && bytes.charCodeAt(at + 1) === 0x80) {
      text += '\0';
      at += 2;
      continue;
    }
    const length =
      lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    const codePoint = sequence(bytes, at, lead, length);
    if (codePoint === undefined) return undefined;
    at += length;
    if (codePoint < 0xd800 || codePoint > 0xdfff) {
      text += String.fromCodePoint(codePoint);
      continue;
    }
    // A high surrogate is allowed only with its low half right behind it.
    const low = bytes.charCodeAt(at) === 0xed ? sequence(bytes, at, 0xed, 3) : undefined;
    if (codePoint > 0xdbff || low === undefined || low < 0xdc00) return undefined;
    text += String.fromCharCode(codePoint, low);
    at += 3;
  }
  return text;
}

/** The number that `length` bytes from `at` encode, undefined when they are malformed or longer than they need be. */
function sequence(bytes: string, at: number, lead: number, length: number): number | undefined {
  if (length === 0) return undefined;
  let codePoint = lead & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const byte = bytes.charCodeAt(at + i);
    if (Number.isNaN(byte) || (byte & 0xc0) !== 0x80) return undefined;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const smallest = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  return codePoint < smallest || codePoint > 0x10ffff ? undefined : codePoint;
}
