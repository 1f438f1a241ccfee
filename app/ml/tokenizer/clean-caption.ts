/** The cleaning that open_clip applies to every text before tokenizing (`clean='whitespace'`). */
import { fixText } from './fix-text.ts';
import { unescapeHtml } from './html-references.ts';

/** White space as Python's `str.split` and `str.strip` see it. */
// oxlint-disable-next-line no-control-regex -- Python counts U+001C to U+001F as white space
const whiteSpacePattern = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/** open_clip `_clean_whitespace`: repair, HTML references twice, white space collapsed to single spaces and trimmed. */
export function cleanCaption(text: string): string {
  if (isPlain(text)) return text;
  return unescapeHtml(unescapeHtml(fixText(text)))
    .replace(whiteSpacePattern, ' ')
    .replace(/^ | $/g, '');
}

/** Printable ASCII with single spaces inside and no reference: most captions, and nothing would change. */
const isPlain = (text: string): boolean => /^(?:[!-%'-~]+(?: [!-%'-~]+)*)?$/.test(text);
