/**
 * Bytes of tables and side-car texts to text, whatever they were saved as: UTF-8, UTF-16 with or without a mark, and
 * windows-1252 (which holds latin-1) for every line that is no UTF-8. Line by line, because tables are put together
 * from files of different origin.
 */
import { isUtf8 } from 'node:buffer';

const newline = 0x0a;
const windows = new TextDecoder('windows-1252');

/** The text of a whole file, or of how it begins. */
export function decodeText(bytes: Uint8Array): string {
  const wide = wideEncoding(bytes);
  return wide === undefined ? decodeLines(withoutMark(bytes)) : new TextDecoder(wide).decode(bytes);
}

/** The same for a file that streams by. */
export async function* decodeChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let wide: { decode(bytes?: Uint8Array, options?: { stream: boolean }): string } | undefined;
  let isFirst = true;
  let pending: Uint8Array[] = [];
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (isFirst) {
      const encoding = wideEncoding(chunk);
      if (encoding !== undefined) wide = new TextDecoder(encoding);
      bytes = withoutMark(chunk);
      isFirst = false;
    }
    if (wide) {
      yield wide.decode(chunk, { stream: true });
      continue;
    }
    const end = bytes.lastIndexOf(newline) + 1;
    if (end === 0) pending.push(bytes);
    else {
      yield decodeLines(Buffer.concat([...pending, bytes.subarray(0, end)]));
      pending = [bytes.subarray(end)];
    }
  }
  yield wide ? wide.decode() : decodeLines(Buffer.concat(pending));
}

function decodeLines(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let text = '';
  for (let start = 0; start < bytes.length; ) {
    const found = bytes.indexOf(newline, start);
    const end = found < 0 ? bytes.length : found + 1;
    const line = bytes.subarray(start, end);
    text += isUtf8(line) ? Buffer.from(line).toString('utf8') : windows.decode(line);
    start = end;
  }
  return text;
}

/** UTF-16 by its mark, or by the zero byte beside each of the first letters, which are those of a column or a brace. */
export function wideEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (bytes.length < 4) return undefined;
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return 'utf-16le';
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return 'utf-16be';
  return undefined;
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return hasMark ? bytes.subarray(3) : bytes;
}
