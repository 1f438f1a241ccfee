/**
 * BERT's normalisation and splitting into words, as HF's fast BertNormalizer and BertPreTokenizer do it: drop control
 * characters, separate ideographs, decompose (NFD), drop non-spacing marks, lower-case each character alone (so a
 * final sigma becomes a plain one), then split at white space and around punctuation.
 */
import { characterKind, kindOf } from './bert-unicode.ts';

/** A word in normal form, with the place of every character in the text it came from. */
export interface BertWord {
  /** Code points in normal form. */
  readonly characters: string[];
  /** UTF-16 offsets in the source of the code point that each character came from. */
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * The words of `text`, in order. Offsets are counted from `offset`. With `lowerCase` false (cased vocabularies) case
 * and marks stay, as HF does when it is not told about accents separately.
 */
export function bertWords(text: string, lowerCase = true, offset = 0): BertWord[] {
  const words: BertWord[] = [];
  let open: BertWord | undefined;

  const append = (character: string, start: number, end: number): void => {
    const kind = kindOf(character.codePointAt(0)!);
    if (kind === characterKind.whiteSpace) {
      open = undefined;
      return;
    }
    if (kind === characterKind.punctuation) {
      words.push({ characters: [character], starts: [start], ends: [end] });
      open = undefined;
      return;
    }
    if (open === undefined) {
      open = { characters: [], starts: [], ends: [] };
      words.push(open);
    }
    open.characters.push(character);
    open.starts.push(start);
    open.ends.push(end);
  };

  for (let at = 0; at < text.length; ) {
    const codePoint = text.codePointAt(at)!;
    const end = at + (codePoint > 0xffff ? 2 : 1);
    const kind = kindOf(codePoint);
    const isIdeograph = kind === characterKind.ideograph;
    // Marks are dropped after decomposition only in uncased vocabularies; control characters always.
    if (kind !== characterKind.removed || (!lowerCase && isMark(codePoint))) {
      if (isIdeograph) open = undefined;
      for (const character of normalForm(codePoint, kind, lowerCase))
        append(character, offset + at, offset + end);
      if (isIdeograph) open = undefined;
    }
    at = end;
  }
  return words;
}

const markPattern = /^\p{Mn}$/u;
const isMark = (codePoint: number): boolean => markPattern.test(String.fromCodePoint(codePoint));

function normalForm(codePoint: number, kind: number, lowerCase: boolean): Iterable<string> {
  if (codePoint < 0x80) {
    const character = String.fromCharCode(codePoint);
    return lowerCase ? character.toLowerCase() : character;
  }
  const character = String.fromCodePoint(codePoint);
  if (!lowerCase) return character;
  const decomposed = kind === characterKind.undecomposed ? character : character.normalize('NFD');
  let lowered = '';
  for (const part of decomposed) {
    if (kindOf(part.codePointAt(0)!) !== characterKind.removed) lowered += part.toLowerCase();
  }
  return lowered;
}
