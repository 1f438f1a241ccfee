/**
 * CLIP's byte pair encoding with the ids of open_clip's SimpleTokenizer: cleaned text is cut into words by a pattern,
 * each word's UTF-8 bytes are symbols, the last of them marked `</w>`, and neighbours are merged in the order in which
 * the merges were learnt. Ids: 256 bytes, the same with `</w>`, one per merge, start and end of the text.
 */
import { FigscopeError } from '#app/util/error.ts';
import { sha256Hex } from '#app/util/sha256.ts';
import { cleanCaption } from './clean-caption.ts';
import { sourceOffsets } from './source-offsets.ts';
import type { EncodedText, TextToken, Tokenizer } from './tokenizer.ts';

export interface BpeOptions {
  /** Ids per text, start and end included; at least 2. 77 in CLIP. */
  readonly contextLength: number;
  /** True: open_clip's clean='lower', the default of its SimpleTokenizer. False: clean='whitespace'. */
  readonly lowerCase?: boolean;
}

export const bpeSpecialTokens = ['<start_of_text>', '<end_of_text>'] as const;

/** Ids besides those of merges: bytes, bytes at the end of a word, start and end. */
export const bpeFixedTokens = 2 * 256 + bpeSpecialTokens.length;

const endOfWord = '</w>';
/** Bounds the memory of remembered words; the table starts anew when it is full. */
const maxRememberedWords = 200_000;

/**
 * A word of SimpleTokenizer's pattern: a special token, an English ending, letters, one digit, or other characters.
 * `\s` of the reference is the property White_Space; JavaScript's also has U+FEFF.
 */
const wordPattern =
  /<start_of_text>|<end_of_text>|'s|'t|'re|'ve|'m|'ll|'d|\p{L}+|\p{N}|[^\p{White_Space}\p{L}\p{N}]+/giu;

/** `merges[i]` is 'left right', in the order of learning. Throws invalid-input when a merge joins what there is not. */
export function createBpeTokenizer(merges: readonly string[], options: BpeOptions): Tokenizer {
  const { contextLength, lowerCase = true } = options;
  if (!Number.isInteger(contextLength) || contextLength < 2) {
    throw new FigscopeError('invalid-input', {
      message: `A context of ${contextLength} tokens leaves no room for start and end of the text.`,
      remedy: 'Choose a context length of at least 2.',
    });
  }
  const { tokens: vocabulary, idOf, mergeOf } = mergeTable(merges);
  const startId = vocabulary.length - 2;
  const endId = vocabulary.length - 1;
  const encoder = new TextEncoder();
  const clean = (text: string): string => (lowerCase ? cleanCaption(text).toLowerCase() : cleanCaption(text));
  let remembered = new Map<string, readonly number[]>();

  function wordIds(word: string): readonly number[] {
    const known = remembered.get(word);
    if (known !== undefined) return known;
    const special = idOf.get(word);
    const ids =
      special !== undefined && special >= startId ? [special] : mergeBytes(encoder.encode(word), mergeOf);
    if (remembered.size >= maxRememberedWords) remembered = new Map();
    remembered.set(word, ids);
    return ids;
  }

  function encode(text: string): EncodedText {
    const ids = new Int32Array(contextLength);
    ids[0] = startId;
    let total = 1;
    for (const [word] of clean(text).matchAll(wordPattern)) {
      for (const id of wordIds(word)) {
        if (total < contextLength) ids[total] = id;
        total += 1;
      }
    }
    const count = Math.min(total + 1, contextLength);
    ids[count - 1] = endId;
    return { ids, count, untruncatedCount: total + 1 };
  }

  function tokens(text: string): TextToken[] {
    const cleaned = clean(text);
    const source = sourceOffsets(text, cleaned);
    return [...cleaned.matchAll(wordPattern)].flatMap(({ 0: word, index }) =>
      wordPieces(word, wordIds(word), vocabulary).map((piece) => ({
        text: piece.text,
        start: source.start(index + piece.start),
        end: source.end(index + piece.end),
      })),
    );
  }

  const settings = JSON.stringify({
    kind: 'bpe',
    contextLength,
    cleaning: lowerCase ? 'lower' : 'whitespace',
  });
  return {
    kind: 'bpe',
    vocabularySize: vocabulary.length,
    contextLength,
    paddingId: 0,
    hash: sha256Hex(encoder.encode(`${settings}\n${merges.join('\n')}`)),
    encode,
    tokens,
  };
}

interface MergeTable {
  /** `tokens[id]`; bytes are spelt with the characters of byteCharacters. */
  readonly tokens: readonly string[];
  readonly idOf: ReadonlyMap<string, number>;
  /** By pairKey: how early the pair is merged, and the id it becomes. */
  readonly mergeOf: ReadonlyMap<number, Merge>;
}

interface Merge {
  readonly rank: number;
  readonly id: number;
}

const pairKey = (left: number, right: number): number => left * 2 ** 26 + right;

function mergeTable(merges: readonly string[]): MergeTable {
  const bytes = [...byteCharacters.keys()];
  const tokens = [...bytes, ...bytes.map((byte) => byte + endOfWord)];
  const idOf = new Map(tokens.map((token, id) => [token, id]));
  const mergeOf = new Map<number, Merge>();
  merges.forEach((merge, rank) => {
    const [left, right, ...rest] = merge.split(' ').map((symbol) => idOf.get(symbol));
    if (left === undefined || right === undefined || rest.length > 0) throw damagedMerge(merge, rank);
    const joined = merge.replace(' ', '');
    tokens.push(joined);
    idOf.set(joined, tokens.length - 1);
    mergeOf.set(pairKey(left, right), { rank, id: tokens.length - 1 });
  });
  for (const special of bpeSpecialTokens) {
    tokens.push(special);
    idOf.set(special, tokens.length - 1);
  }
  return { tokens, idOf, mergeOf };
}

function damagedMerge(merge: string, rank: number): FigscopeError {
  return new FigscopeError('invalid-input', {
    message: `Merge ${rank + 1} of the vocabulary, '${merge}', does not join two tokens before it.`,
    remedy: 'Use the file of merges that came with the model, or bpe_simple_vocab_16e6.txt.gz of CLIP.',
    facts: { merge, rank },
  });
}

/** The ids of one word, never empty. */
function mergeBytes(bytes: Uint8Array, mergeOf: ReadonlyMap<number, Merge>): readonly number[] {
  const ids = Array.from(bytes, (byte) => byteIds[byte]!);
  ids.push(ids.pop()! + 256);
  for (;;) {
    let first: Merge | undefined;
    for (let at = 1; at < ids.length; at++) {
      const merge = mergeOf.get(pairKey(ids[at - 1]!, ids[at]!));
      if (merge !== undefined && (first === undefined || merge.rank < first.rank)) first = merge;
    }
    if (first === undefined) return ids;
    mergeAll(ids, first, mergeOf);
  }
}

/** Replaces every pair that becomes `merge`, from the left. */
function mergeAll(ids: number[], merge: Merge, mergeOf: ReadonlyMap<number, Merge>): void {
  let kept = 0;
  for (let at = 0; at < ids.length; at++) {
    const isPair = at + 1 < ids.length && mergeOf.get(pairKey(ids[at]!, ids[at + 1]!)) === merge;
    ids[kept++] = isPair ? merge.id : ids[at]!;
    if (isPair) at += 1;
  }
  ids.length = kept;
}

/** The tokens of a word with their places in it, in UTF-16 units; a character cut by a token belongs to both. */
function wordPieces(word: string, ids: readonly number[], vocabulary: readonly string[]): TextToken[] {
  const [only] = ids;
  if (ids.length === 1 && only !== undefined) return [{ text: word, start: 0, end: word.length }];
  const starts = byteStarts(word); // UTF-16 offset of the character of every byte, and the end
  const decoder = new TextDecoder();
  let at = 0;
  return ids.map((id) => {
    const symbols = vocabulary[id]!.replace(endOfWord, '');
    const bytes = Uint8Array.from(symbols, (symbol) => byteCharacters.get(symbol)!);
    const start = starts[at]!;
    at += bytes.length;
    // The end of the last character that the token has a byte of.
    let end = at;
    while (end < starts.length - 1 && starts[end] === starts[at - 1]) end += 1;
    return { text: decoder.decode(bytes), start, end: starts[end]! };
  });
}

function byteStarts(word: string): number[] {
  const starts: number[] = [];
  let offset = 0;
  for (const character of word) {
    const code = character.codePointAt(0)!;
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (let byte = 0; byte < length; byte++) starts.push(offset);
    offset += character.length;
  }
  return [...starts, offset];
}

/**
 * The printable character that stands for each byte in a file of merges, in the order of their ids: bytes that print
 * stand for themselves and come first, the others are counted from U+0100 (OpenAI's bytes_to_unicode).
 */
const byteCharacters: ReadonlyMap<string, number> = (() => {
  const all = Array.from({ length: 256 }, (_, byte) => byte);
  const prints = (byte: number): boolean =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  return new Map([
    ...all.filter(prints).map((byte): [string, number] => [String.fromCharCode(byte), byte]),
    ...all
      .filter((byte) => !prints(byte))
      .map((byte, index): [string, number] => [String.fromCharCode(256 + index), byte]),
  ]);
})();

/** By byte. */
const byteIds: readonly number[] = [...byteCharacters.values()].reduce<number[]>((ids, byte, id) => {
  ids[byte] = id;
  return ids;
}, []);
