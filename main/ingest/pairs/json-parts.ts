/**
 * The parts of one large JSON object as they stream by: the objects in its lists, and the objects that are its values.
 * Nothing holds more than one of them.
 */
import { createReadStream } from 'node:fs';
import { decodeChunks, decodeText, wideEncoding } from '../text-encoding.ts';
import type { SourceFile } from '../tree.ts';

export interface JsonPart {
  /** The name of the list or value in the large object. */
  readonly key: string;
  readonly value: unknown;
}

const largestPartBytes = 64 * 2 ** 20;

const quote = 0x22;
const backslash = 0x5c;
const [openBrace, closeBrace, openBracket, closeBracket, colon] = [0x7b, 0x7d, 0x5b, 0x5d, 0x3a];

/**
 * Parts under the keys that are wanted; whatever else is there is passed over. Throws for text that is not JSON, and
 * behind the last part when the object ends too early, unless it `mayEndEarly`.
 */
export async function* jsonParts(
  file: SourceFile,
  wanted: readonly string[],
  { mayEndEarly = false }: { readonly mayEndEarly?: boolean } = {},
): AsyncGenerator<JsonPart> {
  const scanner = new PartScanner(wanted);
  for await (const chunk of chunksOf(file)) yield* scanner.take(chunk);
  if (!scanner.isComplete && !mayEndEarly) throw new Error('it ends too early');
}

/** In UTF-8 whatever the file is in; letters of one byte are told apart part by part. */
async function* chunksOf(file: SourceFile): AsyncGenerator<Uint8Array> {
  if (wideEncoding(await file.head(4)) === undefined) yield* bytesOf(file);
  else for await (const text of decodeChunks(bytesOf(file))) yield Buffer.from(text);
}

async function* bytesOf(file: SourceFile): AsyncGenerator<Uint8Array> {
  if (file.path === undefined) {
    yield await file.read();
    return;
  }
  for await (const chunk of createReadStream(file.path, { highWaterMark: 2 ** 20 })) {
    if (chunk instanceof Uint8Array) yield chunk;
  }
}

class PartScanner {
  readonly #wanted: readonly string[];
  #depth = 0;
  #begun = false;
  #inString = false;
  #escaped = false;
  /** The last text at the top level, which is a key when a colon follows. */
  #text = '';
  #key = '';
  /** What is recorded: a key, or a part that ends when the depth is this again. */
  #recording: { readonly what: 'text' | 'part'; readonly depth: number } | undefined;
  #pieces: Uint8Array[] = [];
  #pieceBytes = 0;

  constructor(wanted: readonly string[]) {
    this.#wanted = wanted;
  }

  get isComplete(): boolean {
    return this.#begun && this.#depth === 0;
  }

  *take(chunk: Uint8Array): Generator<JsonPart> {
    let start = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (byte === backslash) this.#escaped = true;
        else if (byte === quote) {
          this.#inString = false;
          if (this.#recording?.what === 'text')
            this.#text = String(JSON.parse(this.#recorded(chunk, start, at + 1)));
        }
      } else if (byte === quote) {
        this.#inString = true;
        if (this.#depth === 1 && !this.#recording) {
          this.#recording = { what: 'text', depth: 1 };
          start = at;
        }
      } else if (byte === colon) {
        if (this.#depth === 1) this.#key = this.#text;
      } else if (byte === openBrace || byte === openBracket) {
        const isPart = byte === openBrace && (this.#depth === 1 || this.#depth === 2);
        if (isPart && !this.#recording && this.#wanted.includes(this.#key)) {
          this.#recording = { what: 'part', depth: this.#depth };
          start = at;
        }
        this.#depth += 1;
        this.#begun = true;
      } else if (byte === closeBrace || byte === closeBracket) {
        this.#depth -= 1;
        if (this.#recording?.what === 'part' && this.#recording.depth === this.#depth) {
          yield { key: this.#key, value: JSON.parse(this.#recorded(chunk, start, at + 1)) };
        }
      }
    }
    if (this.#recording) this.#keep(chunk.subarray(start));
  }

  /** What was recorded up to here; nothing is from then on. */
  #recorded(chunk: Uint8Array, start: number, end: number): string {
    this.#keep(chunk.subarray(this.#pieces.length > 0 ? 0 : start, end));
    const text = decodeText(Buffer.concat(this.#pieces));
    this.#recording = undefined;
    this.#pieces = [];
    this.#pieceBytes = 0;
    return text;
  }

  #keep(piece: Uint8Array): void {
    this.#pieceBytes += piece.length;
    if (this.#pieceBytes > largestPartBytes) throw new Error('one of its parts is larger than 64 MiB');
    this.#pieces.push(piece);
  }
}
