/**
 * Text that was UTF-8, was read as windows-1252 (or latin-1) and written again, once or twice: `Ã©` for é, `â€“` for a
 * dash. It is repaired only when the way back is certain: the repaired text, spoilt in the same way, must give exactly
 * what stood there, and the letters must not be ones that an author may have written.
 */

/** windows-1252 as browsers have it, latin-1 with the control characters of the second half. */
const spoilt = [upperHalf('windows-1252'), Array.from({ length: 128 }, (_, byte) => 128 + byte)];

function upperHalf(encoding: string): readonly number[] {
  const bytes = Uint8Array.from({ length: 128 }, (_, byte) => 128 + byte);
  const letters = new TextDecoder(encoding).decode(bytes);
  return Array.from({ length: 128 }, (_, index) => letters.charCodeAt(index));
}

const bytesOf = spoilt.map((codes) => new Map(codes.map((code, index) => [code, 128 + index])));

const follower =
  '\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122';
/** A first byte of UTF-8 and the bytes that may follow, as they look when misread. */
const sequence = new RegExp(`[\\u00c2-\\u00df][${follower}]|[\\u00e0-\\u00f4][${follower}]{2,3}`, 'g');
const hint = new RegExp(`[\\u00c2-\\u00f4][${follower}]`);

/** Spoilt twice is common, more often is not. */
const mostRounds = 2;

/** The text as it was meant; undefined when nothing is to be repaired, or it cannot be told for certain. */
export function repairMojibake(text: string): string | undefined {
  let repaired: string | undefined;
  for (let round = 0; round < mostRounds; round += 1) {
    const next = repairOnce(repaired ?? text);
    if (next === undefined) break;
    repaired = next;
  }
  return repaired;
}

function repairOnce(text: string): string | undefined {
  if (!hint.test(text) || !isConvincing(text)) return undefined;
  for (const bytes of bytesOf) {
    const meant = decoded(text, bytes);
    if (meant !== undefined) return meant;
  }
  return undefined;
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads the characters as bytes again. Strict UTF-8 has one spelling per text, so that the way back is unique. */
function decoded(text: string, byteOf: ReadonlyMap<number, number>): string | undefined {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const byte = code < 128 ? code : byteOf.get(code);
    if (byte === undefined) return undefined;
    bytes[index] = byte;
  }
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether more sequences can only be misread UTF-8 than might be what an author wrote. */
function isConvincing(text: string): boolean {
  let certain = 0;
  let doubtful = 0;
  for (const match of text.matchAll(sequence)) {
    if (isCertain(match[0], text[match.index - 1] ?? '')) certain += 1;
    else doubtful += 1;
  }
  return certain > doubtful;
}

/** Marks that may follow a word or a unit: `2 Å–3 Å`, `10 Å²`, `CAFÉ»`. */
const mayFollowLetter = /[\u00a0²³¹°±·®«»‹›“”‘’„…–—™†‡•]/;
const isCapital = /\p{Lu}/u;

/** `before`: the character in front of the sequence. */
function isCertain(misread: string, before: string): boolean {
  const [first = '', second = ''] = misread;
  // Â, Ã, Î and Ï begin what is most often spoilt (°, µ, é, Greek) and end hardly a word but one in capitals.
  if ('ÂÃÎÏ'.includes(first)) return !(isCapital.test(before) && mayFollowLetter.test(second));
  if (misread.length === 2) return !isCapital.test(before) && !mayFollowLetter.test(second);
  // Dashes, quotes, mathematics, arrows and ligatures; letters of other scripts could be a word and its quotes.
  return first === 'â' || first === 'ï' || first === 'ð';
}
