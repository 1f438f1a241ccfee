/**
 * CLIP's byte pair encoding with the ids of open_clip's SimpleTokenizer: cleaned text is cut into words by a pattern,
 * each word's UTF-8 bytes are symbols, the last of them marked `</w>`, and neighbours are merged in the order in which
 * the merges were learnt. Ids: 256 bytes, the same with `</w>`, one per merge, start and end of the text.
 */
import { FigscopeError } from '#app/util/error.ts';
import { sha256Hex } from '#app/util/sha256.ts';
import { bpeSpecialTokens, endOfWord, mergeBytes, mergeTable } from './bpe-merges.ts';
import { cleanCaption } from './clean-caption.ts';
import { sourceOffsets } from './source-offsets.ts';
import type { EncodedText, TextToken, Tokenizer } from './tokenizer.ts';

export interface BpeOptions {
  /** Ids per text, start and end included; at least 2. 77 in CLIP. */
  readonly contextLength: number;
  /** True: open_clip's clean='lower', the default of its SimpleTokenizer. False: clean='whitespace'. */
  readonly lowerCase?: boolean;
}

/** Bounds the memory of remembered words; the table starts anew when it is full. */
const maxRememberedWords = 200_000;

/**
 * A word of SimpleTokenizer's pattern: a special token, an English ending, letters, one digit, or other characters. Its
 * flag IGNORECASE concerns the spelt-out words (of which ſ is an s) and lets U+0345, a mark that is an iota in upper
 * case, match nothing at all; its `\s` is the property White_Space, where JavaScript's also has U+FEFF.
 */
const wordPattern = new RegExp(
  [
    ...bpeSpecialTokens.map(inAnyCase),
    ...["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"].map(inAnyCase),
    '\\p{L}+',
    '\\p{N}',
    '[^\\p{White_Space}\\p{L}\\p{N}\\u0345]+',
  ].join('|'),
  'gu',
);

function inAnyCase(word: string): string {
  return word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}${letter === 's' ? 'ſ' : ''}]`);
}

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
    const keepingCase = cleanCaption(text);
    // Lower case has the same length but for a few letters, and then agrees with the source in more places.
    const source = sourceOffsets(text, keepingCase.length === cleaned.length ? keepingCase : cleaned);
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

/** The tokens of a word with their places in it, in UTF-16 units; a character cut by a token belongs to both. */
function wordPieces(word: string, ids: readonly number[], vocabulary: readonly string[]): TextToken[] {
  const starts = byteStarts(word); // UTF-16 offset of the character of every byte, and the end
  let at = 0;
  return ids.map((id) => {
    const token = vocabulary[id]!;
    const start = starts[at]!;
    at = isSpecial(token) ? starts.length - 1 : at + token.replace(endOfWord, '').length;
    // The end of the last character that the token has a byte of.
    let next = at;
    while (next < starts.length - 1 && starts[next] === starts[at - 1]) next += 1;
    const end = starts[next]!;
    return { text: word.slice(start, end), start, end };
  });
}

const isSpecial = (token: string): boolean => bpeSpecialTokens.some((special) => special === token);

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
