/** HTML character references, as Python's `html.unescape` and as ftfy resolve them. */
import { decodeHTML, decodeHTMLStrict } from 'entities';

/** What HTML 5 reads the numbers 0x80 to 0x9F as: Windows-1252, whose unassigned bytes stay C1 controls. */
const windows1252 = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

const referencePattern = /&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)/g;

/** `html.unescape`: every reference that HTML 5 knows, also without semicolon where browsers accept that. */
export function unescapeHtml(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(referencePattern, (reference) =>
    reference[1] === '#' ? numericCharacter(reference.slice(2).replace(';', '')) : decodeHTML(reference),
  );
}

function numericCharacter(digits: string): string {
  const isHex = /^[xX]/.test(digits);
  const codePoint = isHex ? Number.parseInt(digits.slice(1), 16) : Number.parseInt(digits, 10);
  if (codePoint === 0 || codePoint > 0x10ffff || (codePoint >= 0xd800 && codePoint <= 0xdfff))
    return '\ufffd';
  if (codePoint >= 0x80 && codePoint <= 0x9f) return windows1252[codePoint - 0x80];
  return isForbidden(codePoint) ? '' : String.fromCodePoint(codePoint);
}

/** Controls and noncharacters that Python drops; tab, line feed, form feed and carriage return are kept. */
function isForbidden(codePoint: number): boolean {
  if (codePoint < 0x20) return ![0x9, 0xa, 0xc, 0xd].includes(codePoint);
  if (codePoint === 0x7f || (codePoint >= 0xfdd0 && codePoint <= 0xfdef)) return true;
  return (codePoint & 0xfffe) === 0xfffe;
}

const strictReferencePattern = /&#?[0-9A-Za-z]{1,24};/g;

/**
 * ftfy's reading: only references that end in a semicolon, and also lower-case names that were put in capitals
 * (`&EACUTE;`) where that is no name of its own.
 */
export function unescapeHtmlCarefully(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(strictReferencePattern, (reference) => {
    if (reference[1] === '#') {
      const character = unescapeHtml(reference);
      return character.includes(';') ? reference : character;
    }
    const decoded = decodeHTMLStrict(reference);
    if (decoded !== reference) return decoded;
    const lower = reference.toLowerCase();
    const isCapitals = reference === reference.toUpperCase() && unescapeHtml(reference) === reference;
    const lowerDecoded = isCapitals ? decodeHTMLStrict(lower) : lower;
    return lowerDecoded === lower ? reference : lowerDecoded.toUpperCase();
  });
}
