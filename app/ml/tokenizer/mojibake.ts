/**
 * Repair of text that was UTF-8 but was read in another encoding (`donâ€™t`), with the rules and the order of ftfy 6.3's
 * `fix_encoding` (Robyn Speer, Apache License 2.0), because open_clip cleans captions with it and ids must be the same.
 */
import { type ByteEncoding, byteEncodings, mojibakeGroups, utf8Clues } from './mojibake-tables.ts';
import { decodeUtf8Bytes } from './utf8-variants.ts';

const { common, c1, bad, law, currency, startPunctuation, endPunctuation, numeric, kaomoji } = mojibakeGroups;
const { upperAccented, lowerAccented, upperCommon, lowerCommon, box } = mojibakeGroups;
/** Python's \s and \w, which JavaScript's do not equal. */
const space = '[\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const wordCharacter = '[\\p{L}\\p{N}_]';

/** Neighbours that people do not write but misread UTF-8 is full of. */
const unlikelySequences = [
  `[${c1}]`,
  `[${bad}${lowerAccented}${upperAccented}${box}${startPunctuation}${endPunctuation}${currency}${numeric}${law}][${bad}]`,
  `[a-zA-Z][${lowerCommon}${upperCommon}][${bad}]`,
  `[${bad}][${lowerAccented}${upperAccented}${box}${startPunctuation}${endPunctuation}${currency}${numeric}${law}]`,
  `[${lowerAccented}${lowerCommon}${box}${endPunctuation}${currency}${numeric}][${upperAccented}]`,
  `[${box}${endPunctuation}${currency}${numeric}][${lowerAccented}]`,
  `[${lowerAccented}${box}${endPunctuation}][${currency}]`,
  `${space}[${upperAccented}][${currency}]`,
  `[${upperAccented}${box}][${numeric}${law}]`,
  `[${lowerAccented}${upperAccented}${box}${currency}${endPunctuation}][${startPunctuation}][${numeric}]`,
  `[${lowerAccented}${upperAccented}${currency}${numeric}${box}${law}][${endPunctuation}][${startPunctuation}]`,
  `[${currency}${numeric}${box}][${startPunctuation}]`,
  `[a-z][${upperAccented}][${startPunctuation}${currency}]`,
  `[${box}][${kaomoji}]`,
  `[${lowerAccented}${upperAccented}${currency}${numeric}${startPunctuation}${endPunctuation}${law}][${box}]`,
  `[${box}][${endPunctuation}]`,
  `[${lowerAccented}${upperAccented}][${startPunctuation}${endPunctuation}]${wordCharacter}`,
  '[Œœ][^A-Za-z]',
  `[${upperAccented}]°`,
  // Windows-1252.
  `[ÂÃÎÐ][€œŠš¢£Ÿž\\xa0\\xad®©°·»${startPunctuation}${endPunctuation}–—´]`,
  '×[²³]',
  `[ØÙ][${common}${currency}${bad}${numeric}${startPunctuation}ŸŠ®°µ»][ØÙ][${common}${currency}${bad}${numeric}${startPunctuation}ŸŠ®°µ»]`,
  'à[²µ¹¼½¾]',
  // Mac Roman.
  '√[±∂†≠®™´≤≥¥µø]',
  '≈[°¢]',
  '‚Ä[ìîïòôúùû†°¢π]',
  '‚[âó][àäê°]',
  // Windows-1251.
  'вЂ',
  `[ВГРС][${c1}${bad}${startPunctuation}${endPunctuation}${currency}°µ][ВГРС]`,
  'ГўВЂВ.[A-Za-z ]',
  // Windows-1252: the two bytes of à, of á and of the no-break space.
  'Ã[\\xa0¡]',
  `[a-z]${space}?[ÃÂ][ ]`,
  '^[ÃÂ][ ]',
  `[a-z.,?!${endPunctuation}]Â[ ${startPunctuation}${endPunctuation}]`,
  // Windows-1253.
  'β€[™\\xa0Ά\\xad®°]',
  `[ΒΓΞΟ][${c1}${bad}${startPunctuation}${endPunctuation}${currency}°][ΒΓΞΟ]`,
  // Windows-1257.
  'ā€',
];
const unlikelyPattern = new RegExp(unlikelySequences.join('|'), 'u');

const { leadOfTwo, leadOfThree, leadOfFour, continuation, continuationStrict } = utf8Clues;
const embeddedUtf8Pattern = new RegExp(
  `(?<![${continuationStrict}])` +
    `(?:[${leadOfTwo}][${continuation}]|[${leadOfThree}][${continuation}]{2}|[${leadOfFour}][${continuation}]{3})+`,
  'gu',
);

/** Bytes of UTF-8 in which a no-break space (A0) was turned into a space. */
const spacedUtf8Pattern =
  /[\xc2\xc3\xc5\xce\xd0\xd9] |[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] |\xf0 [\x80-\xbf][\x80-\xbf]|\xf0[\x80-\xbf] [\x80-\xbf]|\xf0[\x80-\xbf][\x80-\xbf] /g;
/** The word `à`, whose second byte became a space: the space between the words was merged into it. */
const aGravePattern = /\xc3 (?! |quele|quela|quilo|s )/g;
/** Bytes of UTF-8 in which a continuation byte was lost (1A), or became a question mark. */
const lossyUtf8Pattern =
  // oxlint-disable-next-line no-control-regex -- 1A is the mark of a lost byte
  /[\xc2-\xdf]\x1a|[\xc2\xc3]\?|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf][\x1a\x80-\xbf][\x1a?]|\x1a/g;
const replacementBytes = '\xef\xbf\xbd';

const isAscii = (text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
};

/** Whether the text looks as if it was read in a wrong encoding. */
export const looksMisread = (text: string): boolean => !isAscii(text) && unlikelyPattern.test(text);

/** Repairs text until nothing changes any more; text that does not look misread is returned as it is. */
export function repairEncoding(text: string): string {
  for (;;) {
    const repaired = repairOnce(text);
    if (repaired === text) return text;
    text = repaired;
  }
}

function repairOnce(text: string): string {
  if (!looksMisread(text)) return text;
  for (const encoder of encoders) {
    const bytes = encoder.encode(text);
    if (bytes === undefined) continue;
    const decoded = decodeUtf8Bytes(restoreLostBytes(bytes, encoder.encoding));
    if (decoded !== undefined) return decoded;
  }
  const embedded = text.replace(embeddedUtf8Pattern, (part) =>
    part.length < text.length && looksMisread(part) ? repairEncoding(part) : part,
  );
  if (embedded !== text) return embedded;
  return readC1AsWindows1252(text);
}

function restoreLostBytes(bytes: string, encoding: ByteEncoding): string {
  let restored = bytes;
  // In Mac Roman an en dash before a space would match.
  if (encoding.name !== 'mac-roman' && bytes.search(spacedUtf8Pattern) >= 0) {
    restored = restored
      .replace(aGravePattern, '\xc3\xa0 ')
      .replace(spacedUtf8Pattern, (part) => part.replaceAll(' ', '\xa0'));
  }
  return encoding.isSloppy ? restored.replace(lossyUtf8Pattern, replacementBytes) : restored;
}

interface Encoder {
  readonly encoding: ByteEncoding;
  /** One character per byte, or undefined when the text has a character that the encoding lacks. */
  encode(text: string): string | undefined;
}

const encoders = byteEncodings.map((encoding): Encoder => {
  const byteOf = new Map<string, string>();
  for (let byte = 0; byte < 0x80; byte++) byteOf.set(String.fromCharCode(byte), String.fromCharCode(byte));
  if (encoding.isSloppy) byteOf.delete('\x1a');
  if (encoding.isSloppy) byteOf.set('\ufffd', '\x1a');
  for (let i = 0; i < 128; i++) byteOf.set(encoding.upperHalf[i], String.fromCharCode(0x80 + i));
  return {
    encoding,
    encode(text) {
      let bytes = '';
      for (const character of text) {
        const byte = byteOf.get(character);
        if (byte === undefined) return undefined;
        bytes += byte;
      }
      return bytes;
    },
  };
});

const windows1252 = byteEncodings[1].upperHalf;

/** C1 controls are what Latin-1 makes of the Windows-1252 characters there; unassigned ones stay. */
export function readC1AsWindows1252(text: string): string {
  return text.replace(/[\x80-\x9f]/g, (control) => windows1252[control.charCodeAt(0) - 0x80]);
}
