/**
 * What a person typed into the search box, as a query that FTS5 always accepts: every word is quoted, so that no
 * operator, bracket or stray quote of the text means anything to it.
 *
 *     pneumonia "chest radiograph" cardio* -edema      all of these, a phrase, a beginning, not that
 *     mri OR ct                                        either
 */

export interface TextQuery {
  /** FTS5 expression of what must match; undefined when the text only excludes. */
  readonly match: string | undefined;
  /** FTS5 expression of what must not match. */
  readonly exclude: string | undefined;
  /** FTS5 expression of any of the words: ranks rows that match some of them. */
  readonly any: string | undefined;
}

/** More words than this are left out: nobody types them, and pasted pages must not stall the index. */
const longestQuery = 128;
const termPattern = /(-?)(?:"([^"]*)"?|([^\s"]+))/gu;
const hasWord = /[\p{L}\p{N}\p{Co}]/u;

function quoted(text: string): string {
  return `"${text.replaceAll('"', ' ')}"`;
}

/** The query of a text; undefined when it holds no word at all (then everything matches). */
export function parseTextQuery(text: string): TextQuery | undefined {
  // Control characters (NUL above all) end or confuse a bound string.
  const clean = text.normalize('NFC').replaceAll(/\p{Cc}/gu, ' ');
  const alternatives: string[][] = [[]];
  const excluded: string[] = [];
  let terms = 0;
  for (const [whole, minus, phrase, word = ''] of clean.matchAll(termPattern)) {
    if (whole === 'OR') {
      alternatives.push([]);
      continue;
    }
    if (!hasWord.test(whole) || terms === longestQuery) continue;
    terms += 1;
    const prefix = phrase === undefined && word.endsWith('*');
    const term = `${quoted(phrase ?? word)}${prefix ? ' *' : ''}`;
    if (minus) excluded.push(term);
    else alternatives.at(-1)?.push(term);
  }
  const wanted = alternatives.filter((group) => group.length > 0);
  if (terms === 0) return undefined;
  return {
    match: wanted.length === 0 ? undefined : wanted.map((group) => `(${group.join(' ')})`).join(' OR '),
    exclude: excluded.length === 0 ? undefined : excluded.join(' OR '),
    any: wanted.length === 0 ? undefined : wanted.flat().join(' OR '),
  };
}
