/** Bytes of an XML document to text. */
import { isUtf8 } from 'node:buffer';

/**
 * Decodes by byte order mark, else by the declared encoding, else UTF-8. A document that says UTF-8 and is not is read
 * as windows-1252, which is what such files turn out to be, rather than with replacement characters in its captions.
 */
export function decodeXmlBytes(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  return encoding === undefined ? asBuffer(bytes).toString('utf8') : new TextDecoder(encoding).decode(bytes);
}

/** The document in UTF-8: the bytes themselves where they are that already, which is nearly always. */
export function utf8Bytes(bytes: Uint8Array): Buffer {
  const encoding = encodingOf(bytes);
  return encoding === undefined ? asBuffer(bytes) : Buffer.from(new TextDecoder(encoding).decode(bytes));
}

/** How the bytes are encoded; undefined for UTF-8. */
function encodingOf(bytes: Uint8Array): string | undefined {
  const mark = markedEncoding(bytes);
  if (mark) return mark;
  const declared = declaredEncoding(bytes);
  if (declared && !/^utf-?8$|^us-ascii$/i.test(declared) && isKnown(declared)) return declared;
  return isUtf8(bytes) ? undefined : 'windows-1252';
}

/** Documents of an encoding that nobody knows are tried like those that name none. */
function isKnown(encoding: string): boolean {
  try {
    return new TextDecoder(encoding).encoding !== 'utf-8';
  } catch {
    return false;
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function markedEncoding(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first === 0x3c && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second === 0x3c && third === 0) return 'utf-16be';
  return undefined;
}

function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = asBuffer(bytes).toString('latin1', 0, 200);
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
}
