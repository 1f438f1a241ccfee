/** Bytes of an XML document to text. */
import { isUtf8 } from 'node:buffer';

/**
 * Decodes by byte order mark, else by the declared encoding, else UTF-8. A document that says UTF-8 and is not is read
 * as windows-1252, which is what such files turn out to be, rather than with replacement characters in its captions.
 */
export function decodeXmlBytes(bytes: Uint8Array): string {
  const mark = markedEncoding(bytes);
  if (mark) return new TextDecoder(mark).decode(bytes);
  const declared = declaredEncoding(bytes);
  if (declared && !/^utf-?8$|^us-ascii$/i.test(declared)) {
    try {
      return new TextDecoder(declared).decode(bytes);
    } catch {
      // An encoding nobody knows: try UTF-8 like everything else.
    }
  }
  if (!isUtf8(bytes)) return new TextDecoder('windows-1252').decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
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
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200));
  return /^(?:\u00ef\u00bb\u00bf)?<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
}
