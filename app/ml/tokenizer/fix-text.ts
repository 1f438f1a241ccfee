/**
 * Repair of damaged Unicode text as ftfy 6.3's `fix_text` does it with its default settings (Robyn Speer, Apache
 * License 2.0): open_clip calls it before tokenizing, so ids depend on every step.
 */
import { unescapeHtmlCarefully } from './html-references.ts';
import { readC1AsWindows1252, repairEncoding } from './mojibake.ts';

/** Latin ligatures and digraphs that are an accident of typesetting or of old character sets. */
const ligatures: Readonly<Record<string, string>> = {
  Ĳ: 'IJ',
  ĳ: 'ij',
  ŉ: 'ʼn',
  Ǳ: 'DZ',
  ǲ: 'Dz',
  ǳ: 'dz',
  Ǆ: 'DŽ',
  ǅ: 'Dž',
  ǆ: 'dž',
  Ǉ: 'LJ',
  ǈ: 'Lj',
  ǉ: 'lj',
  Ǌ: 'NJ',
  ǋ: 'Nj',
  ǌ: 'nj',
  ﬀ: 'ff',
  ﬁ: 'fi',
  ﬂ: 'fl',
  ﬃ: 'ffi',
  ﬄ: 'ffl',
  ﬅ: 'ſt',
  ﬆ: 'st',
};
const ligaturePattern = new RegExp(`[${Object.keys(ligatures).join('')}]`, 'g');

/** Controls without a use in text, deprecated formatting characters and the byte order mark. */
// oxlint-disable-next-line no-control-regex -- these are what is removed
const controlPattern = /[\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufeff\ufff9-\ufffc]/g;
// oxlint-disable-next-line no-control-regex -- escape sequences of terminals
const terminalEscapePattern = /\x1b\[(?:\d|;)*[a-zA-Z]/g;

/** Repairs each line by itself, until nothing changes any more. */
export function fixText(text: string): string {
  let mayUnescape = true;
  let fixed = '';
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    // Text with a tag in it is HTML or speaks of HTML: its references stay, here and in all that follows.
    if (line.includes('<')) mayUnescape = false;
    fixed += fixLine(line, mayUnescape);
  }
  return fixed;
}

function fixLine(line: string, mayUnescape: boolean): string {
  for (let text = line; ; ) {
    const before = text;
    if (mayUnescape) text = unescapeHtmlCarefully(text);
    text = repairEncoding(text);
    text = readC1AsWindows1252(text)
      .replace(ligaturePattern, (ligature) => ligatures[ligature])
      .replace(/[\u3000\uff01-\uffef]/g, (wide) => (wide === '\u3000' ? ' ' : wide.normalize('NFKC')))
      .replace(/[\u201c-\u201f]/g, '"')
      .replace(/[\u02bc\u2018-\u201b]/g, "'")
      .replace(/\r\n|[\r\u2028\u2029\x85]/g, '\n')
      .toWellFormed()
      .replace(terminalEscapePattern, '')
      .replace(controlPattern, '')
      .normalize('NFC');
    if (text === before) return text;
  }
}
